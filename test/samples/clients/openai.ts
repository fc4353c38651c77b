import OpenAI from 'openai'

export function createClient(server: string, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${server}/v1`, apiKey })
}

export const read = (client: OpenAI, id: string) => client.beta.threads.retrieve(id)

export const rename = (client: OpenAI, id: string, topic: string) =>
  client.beta.threads.update(id, { metadata: { topic } })
