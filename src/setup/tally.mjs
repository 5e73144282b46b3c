import { inspect } from 'node:util'

/** Details of a failed point that only repeat the test's name or the runner's business. */
const NOISE = new Set(['at', 'tapCaught', 'cwd', 'command', 'args', 'stdio', 'externalID', 'jobId', 'env'])

/**
 * Counts results and tells them. What is counted is the innermost named test; a failed assertion outside of one,
 * and a file that ends badly though its tests passed, count as one failure each; `todo` counts as skipped.
 */
export class Tally {
  passed = 0
  failed = 0
  skipped = 0
  skips = []
  #print
  #current = new Report()

  constructor(print) {
    this.#print = print
  }

  /** A check that is no tap test: types, lint. */
  check(name, { code, output }) {
    if (code === 0) {
      this.passed += 1
      this.#print(`${name} ok`)
    } else {
      this.failed += 1
      this.#print(`${output.trimEnd()}\n${name} FAILED`)
    }
  }

  /** Follows the whole run: the children of the top are the test files. */
  follow(parser) {
    this.#listen(parser, [], this.#current)
    // The parser hands what is no TAP up to the top; tap prints one file after the other.
    parser.on('extra', text => this.#current.extra.push(text.replace(/^ {4}/gm, '')))
    parser.on('bailout', reason => {
      this.failed += 1
      this.#print(`bailed out: ${reason}`)
    })
  }

  /**
   * @returns what is seen below this parser, filled while it runs: `named` tests, `failures` of any kind, and of
   *   these the `loose` ones, assertions that stand in no subtest
   */
  #listen(parser, path, report) {
    const seen = { named: 0, failures: 0, loose: 0, report }
    let child = null // a subtest's own result follows it as the next point
    parser.on('child', sub => {
      if (path.length === 0) this.#current = new Report()
      child = this.#listen(sub, [...path, sub.name], this.#current)
    })
    parser.on('assert', point => {
      const below = child
      child = null
      const where = [...path, point.name]
      if (point.skip || point.todo) {
        seen.named += 1
        this.#skip(where, point)
      } else if (below !== null) {
        seen.named += 1
        this.#test(point, below, where)
        if (!point.ok) seen.failures += 1
      } else if (!point.ok) {
        seen.failures += 1
        seen.loose += 1
        report.failures.push(describe(where, point))
      }
      if (path.length === 0) this.#file(point, below)
    })
    return seen
  }

  #skip(where, { skip, todo }) {
    this.skipped += 1
    const reason = [skip, todo].find(text => typeof text === 'string') ?? (todo ? 'todo' : 'no reason given')
    this.skips.push(`${where.join(' › ')}: ${reason}`)
  }

  #test(point, below, where) {
    if (point.ok) {
      if (below.named === 0) this.passed += 1
      return
    }
    // Nothing inside failed: a time-out, an exit code, a plan that was not kept.
    if (below.failures === 0) below.report.failures.push(describe(where, point))
    if (below.failures === 0 || below.loose > 0) this.failed += 1
  }

  /** Tells a file's result, as soon as it is there. */
  #file(point, below) {
    const seconds = typeof point.time === 'number' ? `  ${(point.time / 1000).toFixed(1)} s` : ''
    this.#print(`${point.skip ? '-' : point.ok ? '✓' : '✗'} ${point.name}${seconds}`)
    if (point.ok) return
    if (below === null) {
      this.failed += 1
      this.#print(describe([point.name], point))
      return
    }
    const { failures, extra } = below.report
    for (const text of failures) this.#print(text)
    if (extra.length > 0) this.#print(indent(`printed by ${point.name}:\n${extra.join('').trimEnd()}`, 2))
  }
}

/** What one file has to say when it fails. */
class Report {
  failures = []
  extra = []
}

function describe(where, point) {
  const details = Object.entries(point.diag ?? {})
    .filter(([key]) => !NOISE.has(key))
    .map(([key, value]) => {
      const text =
        typeof value === 'string' ? value.trimEnd() : inspect(value, { depth: 8, maxStringLength: null })
      return text.includes('\n') ? `${key}:\n${indent(text, 2)}` : `${key}: ${text}`
    })
  return indent(
    [`✗ ${where.slice(1).join(' › ') || where[0]}`, ...details.map(text => indent(text, 2))].join('\n'),
    2,
  )
}

function indent(text, width) {
  return text.replace(/^(?=.)/gm, ' '.repeat(width))
}
