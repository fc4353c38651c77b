import SchemaBuilder from '@pothos/core'
import { CodeInterpreterFileIdsScalar, FileSearchVectorStoreIdsScalar } from '../resources/thread/id-lists.ts'
import type { Context } from './context.ts'
import { DateTimeScalar } from './scalars/date-time.ts'
import { type Metadata, MetadataScalar } from './scalars/metadata.ts'

/** The types that Pothos knows before any noun adds its own. */
export interface SchemaTypes {
  Context: Context
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    Metadata: { Input: Metadata; Output: Metadata }
    CodeInterpreterFileIds: { Input: string[]; Output: string[] }
    FileSearchVectorStoreIds: { Input: string[]; Output: string[] }
  }
  DefaultFieldNullability: false
}

/** The one schema builder: each noun's folder adds its types and fields to it. */
export const builder = new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false })

builder.addScalarType('DateTime', DateTimeScalar)
builder.addScalarType('Metadata', MetadataScalar)
builder.addScalarType('CodeInterpreterFileIds', CodeInterpreterFileIdsScalar)
builder.addScalarType('FileSearchVectorStoreIds', FileSearchVectorStoreIdsScalar)

builder.queryType({ description: 'Reads. Loads of one operation are batched, and each thread is read once.' })
builder.mutationType({
  description:
    'Writes. A document that breaks a limit is refused whole, before any of its mutations has run; each mutation is sent upstream at most once.',
})
