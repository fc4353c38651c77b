import { writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { schema } from '../src/schema.ts'

writeFileSync(new URL('../schema.graphql', import.meta.url), `${printSchema(schema)}\n`)
