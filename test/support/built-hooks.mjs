import { readFile } from 'node:fs/promises'

let sources = ''
let build = ''

/** @param {string} root address of the project's folder */
export function initialize(root) {
  sources = `${root}src/`
  build = `${root}dist/`
}

export function resolve(specifier, context, next) {
  if (!/^(\.|file:)/.test(specifier)) return next(specifier, context)
  const { href } = new URL(specifier, context.parentURL)
  if (href.startsWith(build) && href.endsWith('.js')) return plain(href)
  if (!href.startsWith(sources) || !href.endsWith('.ts')) return next(specifier, context)
  return plain(`${build}${href.slice(sources.length, -'.ts'.length)}.js`)
}

export async function load(url, context, next) {
  if (!url.startsWith(build) || !url.endsWith('.js')) return next(url, context)
  return { format: 'module', source: await readFile(new URL(url)), shortCircuit: true }
}

const plain = url => ({ url, format: 'module', shortCircuit: true })
