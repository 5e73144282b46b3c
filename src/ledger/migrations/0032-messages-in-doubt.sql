-- Messages of which nobody knows whether they arrived have a state of their own: they were not refused. Notifications are
-- planned | sending | sent | in-doubt | delivered | undelivered | refused.
UPDATE notifications SET state = 'in-doubt' WHERE state = 'refused' AND reason = 'unsure';
