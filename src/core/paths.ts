/** Whether a path is that of GraphQL. */
export function isGraphQLPath(path: string): boolean {
  return path === '/graphql' || path === '/graphql/'
}
