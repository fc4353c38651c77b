import { GraphQLDateTime } from 'graphql-scalars'

/** RFC 3339 in UTC, for instance `2023-11-03T12:21:23.000Z`. */
export const DateTimeScalar = GraphQLDateTime
