import { characters, limits } from '../../core/limits.ts'
import {
  arrayTooLong,
  emptyString,
  notUnicode,
  stringTooLong,
  unknownParameter,
  unsupportedParameter,
  wrongType,
} from '../wire-error.ts'
import { isObject } from './is-object.ts'

/** The tools that have resources, each with its list of ids and how many that list may hold. */
const tools = {
  code_interpreter: { list: 'file_ids', limit: limits.fileIds },
  file_search: { list: 'vector_store_ids', limit: limits.vectorStoreIds },
} as const

/**
 * Tool resources within their limits, as the JSON text that is kept: a tool that is left out or null has no
 * entry, and one that is there always has its list, if only an empty one.
 *
 * @throws WireError 400 that names the parameter and its limit.
 */
export function validateToolResources(toolResources: unknown, operation: 'create' | 'modify'): string {
  if (!isObject(toolResources)) throw wrongType('tool_resources', 'an object', toolResources)
  for (const name of Object.keys(toolResources)) {
    if (!Object.hasOwn(tools, name)) throw unknownParameter(`tool_resources.${name}`)
  }
  const kept: Record<string, unknown> = {}
  for (const [name, { list, limit }] of Object.entries(tools)) {
    const resources = toolResources[name] ?? null
    if (resources === null) continue
    const path = `tool_resources.${name}`
    if (!isObject(resources)) throw wrongType(path, 'an object', resources)
    for (const key of Object.keys(resources)) {
      if (operation === 'create' && name === 'file_search' && key === 'vector_stores') {
        checkNoVectorStores(`${path}.${key}`, resources[key])
      } else if (key !== list) {
        throw unknownParameter(`${path}.${key}`)
      }
    }
    kept[name] = { [list]: checkIds(`${path}.${list}`, resources[list] ?? [], limit) }
  }
  return JSON.stringify(kept)
}

function checkIds(param: string, ids: unknown, limit: number): unknown[] {
  if (!Array.isArray(ids)) throw wrongType(param, 'an array', ids)
  if (ids.length > limit) throw arrayTooLong(param, limit, ids.length)
  for (const [index, id] of ids.entries()) {
    if (typeof id !== 'string') throw wrongType(`${param}[${index}]`, 'a string', id)
    if (id === '') throw emptyString(`${param}[${index}]`)
    if (!id.isWellFormed()) throw notUnicode(`${param}[${index}]`, 'the string')
    // Without a limit, one thread could be as large as a body, and a list of a thousand as large as the memory.
    const length = characters(id)
    if (length > limits.idLength) throw stringTooLong(`${param}[${index}]`, limits.idLength, length)
  }
  return ids
}

/** A new thread can ask for vector stores to be made with it; none are made here. */
function checkNoVectorStores(param: string, stores: unknown): void {
  if (stores === null) return
  if (!Array.isArray(stores)) throw wrongType(param, 'an array', stores)
  if (stores.length > 0) {
    throw unsupportedParameter(param, "This server makes no vector stores: name one in 'vector_store_ids'.")
  }
}
