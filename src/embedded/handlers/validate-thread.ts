import type { StoredChanges } from '../stores/store.ts'
import { unknownParameter, unsupportedParameter, wrongType } from '../wire-error.ts'
import { isObject } from './is-object.ts'
import { checkOwnId } from './thread-id.ts'
import { validateMetadata, validateMetadataPatch } from './validate-metadata.ts'
import { validateToolResources } from './validate-tool-resources.ts'

/** The documents of a thread, as JSON text. */
export interface ThreadDocuments {
  readonly metadata: string
  readonly toolResources: string
}

/**
 * What a "create thread" asks for; what is left out or null is empty. It is refused, rather than dropped, when
 * it asks for something that is not kept here.
 *
 * @param body the JSON value of the request.
 * @throws WireError 400 that names the parameter and its limit.
 */
export function validateNewThread(body: unknown): ThreadDocuments & { id: string | undefined } {
  const fields = checkFields(body, ['id', 'messages', 'metadata', 'tool_resources'])
  checkNoMessages(fields['messages'])
  return {
    id: isNone(fields['id']) ? undefined : checkOwnId(fields['id']),
    metadata: validateMetadata(fields['metadata'] ?? {}),
    toolResources: validateToolResources(fields['tool_resources'] ?? {}, 'create'),
  }
}

/**
 * What a "modify thread" replaces: what is left out stays as it is, and null is replaced by the empty object.
 *
 * @param body the JSON value of the request.
 * @throws WireError 400 that names the parameter and its limit.
 */
export function validateChanges(body: unknown): StoredChanges {
  const { metadata, tool_resources: toolResources } = checkFields(body, ['metadata', 'tool_resources'])
  return {
    ...(metadata !== undefined && { metadata: validateMetadata(metadata ?? {}) }),
    ...(toolResources !== undefined && {
      toolResources: validateToolResources(toolResources ?? {}, 'modify'),
    }),
  }
}

/**
 * What a "patch thread" changes in the metadata.
 *
 * @throws WireError 400 that names the parameter and its limit.
 */
export function validatePatch(body: unknown): Map<string, string | null> {
  return validateMetadataPatch(checkFields(body, ['metadata'])['metadata'])
}

function checkFields(body: unknown, known: readonly string[]): Record<string, unknown> {
  if (!isObject(body)) throw wrongType(null, 'an object', body)
  for (const name of Object.keys(body)) if (!known.includes(name)) throw unknownParameter(name)
  return body
}

function checkNoMessages(messages: unknown): void {
  if (isNone(messages)) return
  if (!Array.isArray(messages)) throw wrongType('messages', 'an array', messages)
  if (messages.length > 0) {
    throw unsupportedParameter('messages', 'This server keeps no messages: create the thread without them.')
  }
}

function isNone(value: unknown): value is null | undefined {
  return value === undefined || value === null
}
