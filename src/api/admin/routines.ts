import type { FastifyInstance } from 'fastify'
import type { RoutineRow, Routines } from '../../ledger/schedules.ts'
import { problems } from '../agency/schemas.ts'

const tags = ['Quản trị']

/** What the gateway does again and again by itself, and having one of them done at once. Behind an admin session. */
export async function routineRoutes(
  app: FastifyInstance,
  { routines }: { routines: Routines },
): Promise<void> {
  app.get('', {
    schema: { tags, summary: 'Việc cổng tự làm định kỳ', response: problems(401) },
    handler: async () => ({ routines: (await routines.all()).map(routineView) }),
  })

  app.post<{ Params: { name: string } }>('/:name/run', {
    schema: {
      tags,
      summary: 'Làm ngay một việc định kỳ, ở tiến trình worker nào rảnh',
      params: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', pattern: '^[a-z0-9]+([.-][a-z0-9]+)*$', maxLength: 60 } },
      },
      response: problems(400, 401, 404),
    },
    async handler(request, reply) {
      await routines.hurry(request.params.name, new Date())
      return reply.code(202).send({ routine: request.params.name })
    },
  })
}

function routineView(row: RoutineRow) {
  return {
    name: row.name,
    dueAt: row.due_at.toISOString(),
    running: row.leased_by !== null,
    ...(row.started_at === null ? {} : { startedAt: row.started_at.toISOString() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    failures: row.failures,
    ...(row.error === null ? {} : { error: row.error }),
  }
}
