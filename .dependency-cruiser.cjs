/**
 * The house has one direction, from the command to the numbers:
 * main → server → schema → thread → builder → scalars → errors, limits
 *        server → context → thread/loader → upstream → errors, limits
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    layer(
      'errors-and-limits',
      '^src/(errors|limits|json|whole-response)\\.ts$',
      [],
      'everyone may import these, so they import nothing',
    ),
    layer('core', '^src/core/', ['core/'], 'everyone may import it, so it imports nothing else'),
    layer(
      'auth',
      '^src/http/auth/',
      ['http/auth/', 'core/'],
      'authentication knows HTTP, and nothing of GraphQL',
    ),
    layer(
      'operation',
      '^src/operation/',
      ['operation/', 'core/', 'errors.ts', 'limits.ts'],
      'an operation is checked and run without knowing its nouns, the server or HTTP',
    ),
    layer(
      'scalars',
      '^src/scalars/',
      ['errors.ts', 'limits.ts', 'scalars/'],
      'a scalar knows errors and limits',
    ),
    layer(
      'builder',
      '^src/builder\\.ts$',
      ['context.ts', 'scalars/', 'errors.ts', 'limits.ts'],
      'the builder knows the scalars, and the type of the context',
    ),
    {
      name: 'builder-knows-context-as-a-type',
      comment: 'the schema is the same for all requests: it takes no context but the one it is given',
      severity: 'error',
      from: { path: '^src/builder\\.ts$' },
      to: { path: '^src/context\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    layer(
      'nouns',
      '^src/thread/',
      ['thread/', 'builder.ts', 'scalars/', 'upstream/', 'core/', 'errors.ts', 'limits.ts'],
      'a noun knows the builder and the upstream, and nothing of the server',
    ),
    {
      name: 'loaders',
      comment: 'a loader works without a schema: nothing that it needs, however far away, needs the builder',
      severity: 'error',
      from: { path: '^src/[^/]+/loader\\.ts$' },
      to: { path: '^src/(builder|schema)\\.ts$', reachable: true },
    },
    layer(
      'schema',
      '^src/schema\\.ts$',
      ['gateway/', 'thread/', 'builder.ts', 'scalars/', 'errors.ts', 'limits.ts'],
      'the schema puts the nouns together, for gateways too; it knows nothing of the server',
    ),
    layer(
      'gateway',
      '^src/gateway/',
      ['gateway/', 'thread/', 'scalars/', 'upstream/', 'core/', 'context.ts', 'errors.ts', 'limits.ts'],
      'what gateways ask for is put around a schema that is already built',
    ),
    layer(
      'context',
      '^src/context\\.ts$',
      ['thread/loader.ts', 'upstream/', 'errors.ts', 'limits.ts'],
      'a context holds the upstream and the loaders of one request',
    ),
    layer(
      'upstream',
      '^src/upstream/',
      ['upstream/', 'core/', 'json.ts', 'whole-response.ts', 'errors.ts', 'limits.ts'],
      'the upstream is a client of any',
    ),
    layer(
      'embedded',
      '^src/embedded/',
      ['embedded/', 'core/', 'limits.ts', 'body.ts', 'whole-response.ts'],
      'the embedded API is a server of its own',
    ),
    {
      name: 'embedded-speaks-no-graphql',
      comment: 'the embedded API is REST: it would work without GraphQL, and without its own client',
      severity: 'error',
      from: { path: '^src/embedded/' },
      to: { path: 'node_modules/(graphql|graphql-|@graphql|@pothos|dataloader|openai)' },
    },
    {
      name: 'plugins',
      comment: 'a plugin has one concern of the server; it knows no noun, no schema and no store',
      severity: 'error',
      from: { path: '^src/plugins/' },
      to: {
        path: '^src/(thread|scalars|embedded)/|^src/(builder|schema|context|server|backend|main|bin|index)\\.ts$',
      },
    },
    {
      name: 'server',
      comment: 'the server is assembled for the process and for the package, and for nobody below',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(serving|index)\\.ts$' },
      to: { path: '^src/server\\.ts$' },
    },
    {
      name: 'serving',
      comment: 'a process that serves is the command itself, or a worker of it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main|workers/worker)\\.ts$' },
      to: { path: '^src/serving\\.ts$' },
    },
    {
      name: 'workers',
      comment: 'only the command has workers',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main\\.ts$|workers/)' },
      to: { path: '^src/workers/' },
    },
    {
      name: 'primary',
      comment: 'the primary holds no server and no store: what ends a worker must not end it',
      severity: 'error',
      from: { path: '^src/workers/(primary|dispatcher|worker-process|metrics-of-workers)\\.ts$' },
      to: { path: '^src/(serving|server)\\.ts$|^src/(embedded|upstream|plugins)/', reachable: true },
    },
    {
      name: 'main',
      comment: 'main is the process: only the command starts it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/bin\\.ts$' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'ends',
      comment: 'the command and the package are where it all begins: nothing imports them',
      severity: 'error',
      from: {},
      to: { path: '^src/(bin|index)\\.ts$' },
    },
    {
      name: 'circles',
      comment: 'two modules that need each other are one',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unused',
      comment: 'what neither the command nor the package leads to is dead',
      severity: 'error',
      from: { path: '^src/(bin|index)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(bin|index)\\.ts$', reachable: false },
    },
    {
      name: 'orphans',
      comment: 'what imports nothing and is imported by nothing is dead',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    {
      name: 'own-files-only',
      comment: 'the package holds src alone: it must not need tests, scripts or benchmarks',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(?!src/|node_modules/)', dependencyTypesNot: ['core', 'npm'] },
    },
    {
      name: 'declared-packages',
      comment: 'who installs the package gets its dependencies, and nothing else',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'npm-optional', 'unknown', 'undetermined'],
      },
    },
    {
      name: 'resolvable',
      comment: 'what cannot be found cannot be loaded',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
}

/** A rule for what a layer may import of `src`: only what is listed. */
function layer(name, from, allowed, comment) {
  const list = allowed.map((path) => path.replaceAll('.', '\\.') + (path.endsWith('/') ? '' : '$'))
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: '^src/', ...(list.length > 0 && { pathNot: `^src/(${list.join('|')})` }) },
  }
}
