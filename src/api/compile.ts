import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import type { FastifySchemaCompiler, FastifyServerOptions } from 'fastify'
import { once } from '../contract/once.ts'
import { bodyAjv, textAjv } from '../contract/validate.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** See `LateCompilers.all`. */
    compileSchemas(): void
  }
}

type SchemaController = NonNullable<FastifyServerOptions['schemaController']>

/**
 * Fastify compiles a function for every part of every request and every answer of every route when it starts, and each
 * of an answer's walks all shared schemas: that was most of the time that a gateway's start took. Here each is compiled
 * when it is first called.
 */
export class LateCompilers {
  readonly #all: (() => unknown)[] = []

  readonly schemaController: SchemaController = {
    compilersFactory: {
      buildSerializer: (externalSchemas, options) => {
        const compile = SerializerSelector()(externalSchemas, options)
        return route => {
          const serialize = this.#once(() => compile(route))
          return data => serialize()(data)
        }
      },
    },
  }

  /** Nothing in a body is coerced or defaulted; paths, queries and headers arrive as text. */
  readonly validators: FastifySchemaCompiler<unknown> = ({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? bodyAjv : textAjv
    const validate = this.#once<ValidateFunction>(() => ajv.compile(schema as object))
    const judge: ReturnType<FastifySchemaCompiler<unknown>> = data => {
      const valid = validate()(data)
      judge.errors = validate().errors ?? null
      return valid
    }
    return judge
  }

  /** Compiles what is not yet: throws what is wrong with any schema, which the start does not tell any more. */
  all(): void {
    for (const compile of this.#all) compile()
  }

  #once<T>(compile: () => T): () => T {
    const compiled = once(compile)
    this.#all.push(compiled)
    return compiled
  }
}
