/**
 * The house has one direction, from the command to what everyone may import:
 * cli → app → http → operation → core
 *       app → backend → embedded, resources, upstream → core
 *       app → schema → gateway, resources → graphql → upstream → core
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    room('core', [], 'everyone may import it, so it imports nothing else'),
    room('config', ['core/'], 'what the server goes by is known before there is a server'),
    room('upstream', ['core/'], 'the upstream is a client of any'),
    room('embedded', ['core/'], 'the embedded API is a server of its own'),
    {
      name: 'embedded-speaks-no-graphql',
      comment: 'the embedded API is REST: it would work without GraphQL, and without its own client',
      severity: 'error',
      from: { path: '^src/embedded/' },
      to: { path: 'node_modules/(graphql|graphql-|@graphql|@pothos|dataloader|openai)' },
    },
    {
      name: 'stores',
      comment: 'a store is opened by its URL: nothing but `open.ts` knows which stores there are',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/embedded/stores/(open\\.ts$|[^/]+/)' },
      to: { path: '^src/embedded/stores/[^/]+/' },
    },
    {
      name: 'stores-apart',
      comment: 'a store works without the others',
      severity: 'error',
      from: { path: '^src/embedded/stores/([^/]+)/' },
      to: { path: '^src/embedded/stores/[^/]+/', pathNot: '^src/embedded/stores/$1/' },
    },
    room('graphql', ['core/', 'upstream/'], 'the builder, the context and the scalars know no noun'),
    room('resources', ['core/', 'graphql/', 'upstream/'], 'a noun knows nothing of the server'),
    {
      name: 'nouns',
      comment: 'a noun imports no other noun: what they share is in graphql',
      severity: 'error',
      from: { path: '^src/resources/([^/]+)/' },
      to: { path: '^src/resources/', pathNot: '^src/resources/$1/' },
    },
    {
      name: 'nouns-by-name',
      comment: 'only the list of nouns, what the upstream speaks, and the package name a noun',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(resources/|(schema|backend|index)\\.ts$)' },
      to: { path: '^src/resources/' },
    },
    {
      name: 'loaders',
      comment: 'a loader works without a schema: nothing that it needs, however far away, needs the builder',
      severity: 'error',
      from: { path: '^src/resources/[^/]+/loader\\.ts$' },
      to: { path: '^src/(graphql/builder|schema)\\.ts$', reachable: true },
    },
    room('gateway', ['core/', 'graphql/'], 'what gateways ask for is the same for every noun'),
    room(
      'operation',
      ['core/', 'config/'],
      'an operation is checked and run without knowing its nouns, the server or HTTP',
    ),
    room('observability', ['core/', 'upstream/'], 'logs, metrics and traces are told; they ask nobody'),
    room(
      'http',
      ['core/', 'config/', 'observability/', 'operation/'],
      'HTTP knows no noun, no schema and no store',
    ),
    room(
      'cli',
      ['core/', 'config/', 'embedded/', 'http/', 'observability/', 'app.ts'],
      'the command starts the app, and brings threads in and out',
    ),
    file('schema.ts', ['core/', 'gateway/', 'graphql/', 'resources/'], 'the schema puts the nouns together'),
    file(
      'backend.ts',
      ['config/', 'core/', 'embedded/', 'graphql/', 'observability/', 'resources/', 'upstream/'],
      'a store or an upstream, and the dialect that it speaks',
    ),
    {
      name: 'app',
      comment: 'the app is assembled for the process and for the package, and for nobody below',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/serve|cli/doctor/examine|index)\\.ts$' },
      to: { path: '^src/app\\.ts$' },
    },
    {
      name: 'primary',
      comment: 'the primary holds no server and no store: what ends a worker must not end it',
      severity: 'error',
      from: { path: '^src/cli/workers/primary\\.ts$' },
      to: { path: '^src/(app|cli/serve)\\.ts$|^src/(embedded|upstream|operation)/', reachable: true },
    },
    {
      name: 'main',
      comment: 'main is the process: only the command starts it',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/bin\\.ts$' },
      to: { path: '^src/cli/main\\.ts$' },
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

/** A rule for what a room may import of `src` besides itself: only what is listed. */
function room(name, allowed, comment) {
  return rule(name, `^src/${name}/`, [`${name}/`, ...allowed], comment)
}

/** The same for a file beside the rooms. */
function file(name, allowed, comment) {
  return rule(name, `^src/${name.replaceAll('.', '\\.')}$`, allowed, comment)
}

function rule(name, from, allowed, comment) {
  const list = allowed.map((path) => path.replaceAll('.', '\\.') + (path.endsWith('/') ? '' : '$'))
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: '^src/', ...(list.length > 0 && { pathNot: `^src/(${list.join('|')})` }) },
  }
}
