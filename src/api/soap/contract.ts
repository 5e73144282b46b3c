import type { ValidateFunction } from 'ajv'
import { once } from '../../contract/once.ts'
import { bodyAjv } from '../../contract/validate.ts'
import { type ObjectShape, type Shape, Shapes } from '../../contract/xml/shape.ts'
import { schemaDocument, type Xsd } from '../../contract/xml/xsd.ts'
import type { AgencyRoute } from '../agency/routes.ts'
import { findSchema, problemDetail } from './answers.ts'
import { soapNamespace } from './names.ts'
import { type SoapOperation, soapOperations } from './operations.ts'

/** An operation with all that is made of its schemas. */
export interface BoundOperation {
  readonly operation: SoapOperation
  readonly request: ObjectShape
  readonly answer: ObjectShape
  /** Made when the operation is first called: all of them together would be a tenth of a gateway's start. */
  readonly validator: () => ValidateFunction
}

/** What the facade understands and answers, made of the JSON Schemas once. */
export interface SoapContract {
  readonly operations: ReadonlyMap<string, BoundOperation>
  readonly problem: Shape
  readonly schema: Xsd
}

/** @throws RangeError as `soapOperations` */
export function soapContract(routes: readonly AgencyRoute[]): SoapContract {
  const shapes = new Shapes(findSchema)
  const operations = soapOperations(routes).map(operation => ({
    operation,
    request: { ...shapes.wrapper(operation.request, operation.name), about: operation.about },
    answer: shapes.wrapper(operation.answer, `${operation.name}Response`),
    validator: once(() => bodyAjv.compile(operation.request)),
  }))
  const problem = shapes.of(problemDetail, 'Problem')
  const text = (name: string, limits: object) =>
    ({
      name,
      type: { kind: 'text', type: 'string', about: '', limits: { type: 'string', ...limits } },
    }) as const
  return {
    operations: new Map(operations.map(bound => [bound.operation.name, bound])),
    problem,
    schema: schemaDocument(
      soapNamespace,
      [
        ...operations.flatMap(({ request, answer }) => [request, answer]),
        { name: 'Problem', type: problem },
        text('IdempotencyKey', { minLength: 1, maxLength: 255 }),
        text('CorrelationId', { maxLength: 64 }),
      ],
      shapes.named,
    ),
  }
}
