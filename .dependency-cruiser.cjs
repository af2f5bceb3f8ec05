// Who may see whom (docs/architecture.md). The folder says where a file may run; this proves it.
const edge = '^main/(pipeline|kafka|keys|registry|registrar|storage)/';
const notTests = { pathNot: '\\.test\\.tsx?$|test-support\\.ts$' };

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-sees-nothing',
      severity: 'error',
      from: { path: '^shared/', ...notTests },
      to: { pathNot: '^shared/|^node_modules/zod' },
    },
    {
      name: 'preload-sees-shared',
      severity: 'error',
      from: { path: '^preload/' },
      to: { pathNot: '^(preload|shared)/|^node_modules/(zod|electron)' },
    },
    {
      name: 'page-sees-shared',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|preload|scripts|e2e|bench)/' },
    },
    {
      name: 'page-has-no-electron',
      severity: 'error',
      from: { path: '^renderer/', ...notTests },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      name: 'page-has-no-core-module',
      severity: 'error',
      from: { path: '^renderer/', ...notTests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'app-sees-no-tools',
      severity: 'error',
      from: { path: '^(main|preload)/', ...notTests },
      to: { path: '^(renderer|scripts|e2e|bench)/' },
    },
    {
      name: 'protocol-is-pure',
      severity: 'error',
      from: { path: '^main/protocol/', ...notTests },
      to: { pathNot: '^(main/protocol|shared)/|^(node:)?(crypto|buffer|util)$' },
    },
    {
      name: 'pki-is-pure',
      severity: 'error',
      from: { path: '^main/pki/', ...notTests },
      to: { pathNot: '^(main/pki|main/protocol|shared)/|^(node:)?crypto$' },
    },
    {
      name: 'use-cases-see-ports',
      severity: 'error',
      from: { path: '^main/transfers/', ...notTests },
      to: { pathNot: '^(main/transfers|main/protocol|shared)/|^(node:)?crypto$' },
    },
    {
      // The registrar is a program over Kafka and certificates of its own.
      name: 'edges-do-not-see-each-other',
      severity: 'error',
      from: { path: edge, pathNot: `^main/registrar/|${notTests.pathNot}` },
      to: { path: edge, pathNot: '^main/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'edges-see-port-types-only',
      severity: 'error',
      from: { path: edge },
      to: { path: '^main/transfers/', pathNot: 'ports\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-sees-the-composition-root',
      severity: 'error',
      from: {},
      to: { path: '^main/index\\.ts$' },
    },
    {
      name: 'one-importer-kafkajs',
      severity: 'error',
      from: { path: '^(main|preload|renderer|shared)/', pathNot: '^main/kafka/' },
      to: { path: 'node_modules/kafkajs', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'one-importer-forge',
      severity: 'error',
      from: { path: '^(main|preload|renderer|shared)/', pathNot: '^main/(keys|registrar)/' },
      to: { path: 'node_modules/node-forge' },
    },
    {
      name: 'one-importer-libsql',
      severity: 'error',
      from: { pathNot: '^main/storage/database\\.ts$' },
      to: { path: 'node_modules/libsql' },
    },
    {
      name: 'one-importer-electron-store',
      severity: 'error',
      from: { pathNot: '^main/storage/json-file\\.ts$' },
      to: { path: 'node_modules/electron-store' },
    },
    {
      // Its own hook ends the page where a selector builds an object: stores/store.ts makes ours.
      name: 'one-importer-zustand',
      severity: 'error',
      from: { pathNot: '^renderer/stores/store\\.ts$' },
      to: { path: 'node_modules/zustand' },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
