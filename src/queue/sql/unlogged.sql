-- Whatever these tables hold the ledger can rebuild: they need no write-ahead log, which is a part of what each job costs.
-- After a crash of the server they are empty, and the sweep puts back what is due. A table that others refer to cannot go
-- first, so all are locked before any is changed.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid = 'bullmq.job'::regclass AND relpersistence = 'p') THEN
    LOCK TABLE bullmq.job, bullmq.job_log, bullmq.job_dependency, bullmq.event IN ACCESS EXCLUSIVE MODE;
    ALTER TABLE bullmq.job_log SET UNLOGGED;
    ALTER TABLE bullmq.job_dependency SET UNLOGGED;
    ALTER TABLE bullmq.event SET UNLOGGED;
    ALTER TABLE bullmq.job SET UNLOGGED;
  END IF;
END $$
