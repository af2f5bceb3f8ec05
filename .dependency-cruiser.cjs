// Who may see whom (docs/architecture.md). The folder says where a file may run; this proves it.
const tests = '\\.test\\.tsx?$|test-support\\.ts$';
const notTests = { pathNot: tests };
/** Each brings one thing from outside the app. A type counts like a value: what two of them need is a port. */
const edge = '^main/(pipeline|kafka|keys|registry|storage)/';

/** Nothing but its own folder, and what is named, is seen from there. */
const sees = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from, ...notTests },
  to: { path: '^(main|preload|renderer|scripts|e2e|bench|faults)/', pathNot: to },
});
/** What is named is seen by nobody else. */
const seenBy = (name, to, from) => ({
  name,
  severity: 'error',
  from: { pathNot: [from, tests] },
  to: { path: to },
});

const contract =
  '^main/(engine|clock|files|joining|registrar|protocol|pki)/|^main/keys/password-keychain\\.ts$|^renderer/(text|dev)/';
/**
 * Peers of the tests write to Kafka and ask for certificates as an app does; transport.spec drives the
 * edge to Kafka on a line that fails; the secured Kafka and the commands for it use it as administrators; stages measures single steps of the way.
 */
const toolsWithAnEdge = [
  '^e2e/support/peer\\.ts$',
  '^e2e/(interoperability|transport|secure-rights|secure-ways)\\.spec\\.ts$',
  '^bench/(line|stages)\\.ts$',
  '^faults/(engine-process|profile)\\.ts$',
  '^scripts/driver/kafka-secure\\.ts$',
  '^scripts/organisation/(acls|check)\\.ts$',
];

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
      to: { path: '^(main|preload|scripts|e2e|bench|faults)/' },
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
      to: { path: '^(renderer|scripts|e2e|bench|faults)/' },
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
      to: { pathNot: '^(main/transfers|main/protocol|shared)/|^main/clock/waits\\.ts$|^(node:)?crypto$' },
    },
    sees(
      'edges-see-ports',
      edge,
      '^main/($1|protocol|pki|files)/|^main/clock/waits\\.ts$|^main/transfers/ports\\.ts$',
    ),
    sees('files-see-nothing', '^main/files/', '^main/files/'),
    sees('clock-sees-its-port', '^main/clock/', '^main/clock/|^main/transfers/ports\\.ts$'),
    sees(
      'notifications-see-ports',
      '^main/notifications/',
      '^main/notifications/|^main/transfers/ports\\.ts$',
    ),
    sees(
      'shell-sees-files',
      '^main/shell/',
      '^main/(shell|files)/|^main/storage/(damage|json-file|migrations/migrate)\\.ts$|^main/ipc\\.ts$',
    ),
    sees(
      'mailboxes-see-keys-and-ports',
      '^main/mailboxes/',
      '^main/(mailboxes|keys|pki|protocol)/|^main/transfers/ports\\.ts$|^main/storage/stored-settings\\.ts$',
    ),
    // It works over a line to Kafka that the app has, or over one of its own.
    sees(
      'registrar-sees-kafka-and-pki',
      '^main/registrar/',
      '^main/(registrar|clock|files|kafka|pki|protocol|registry)/|^main/keys/(keychain|password-box)\\.ts$|^main/transfers/ports\\.ts$',
    ),
    seenBy(
      'sending-and-receiving-know-no-registrar',
      '^main/registrar/',
      '^main/(registrar|handlers)/|^main/installation\\.ts$|^(scripts|e2e|bench|faults)/',
    ),
    sees(
      'joining-sees-pki-and-ports',
      '^main/joining/',
      '^main/(joining|pki|protocol)/|^main/keys/password-box\\.ts$|^main/transfers/ports\\.ts$|^main/storage/stored-settings\\.ts$',
    ),
    sees(
      'engine-wires-edges-and-use-cases',
      '^main/engine/',
      '^main/(engine|clock|files|kafka|keys|mailboxes|pipeline|pki|protocol|registry|storage|transfers)/',
    ),
    sees(
      'handlers-see-engine-and-shell',
      '^main/handlers/',
      '^main/(handlers|clock|engine|joining|keys|mailboxes|notifications|protocol|registrar|shell|storage|transfers)/|^main/installation\\.ts$|^main/kafka/(check/check-connection|line/read-certificates)\\.ts$',
    ),
    sees('ipc-sees-shared', '^main/ipc\\.ts$', '^$'),
    sees(
      'application-joins-handlers-and-shell',
      '^main/application\\.ts$',
      '^main/installation\\.ts$|^main/(handlers|shell|storage)/',
    ),
    sees(
      'installation-joins-engine-and-edges',
      '^main/installation\\.ts$',
      '^main/(clock|engine|joining|keys|mailboxes|notifications|protocol|registrar|registry|storage)/',
    ),
    sees(
      'index-starts-the-app',
      '^main/index\\.ts$',
      '^main/(application|ipc)\\.ts$|^main/(clock|shell)/|^main/handlers/kept\\.ts$|^main/storage/settings-store\\.ts$',
    ),
    seenBy('only-index-sees-the-application', '^main/application\\.ts$', '^main/index\\.ts$'),
    seenBy(
      'only-handlers-see-the-shell',
      '^main/shell/',
      '^main/(index|application)\\.ts$|^main/(shell|handlers)/',
    ),
    {
      name: 'who-sees-electron',
      severity: 'error',
      from: {
        path: '^main/',
        pathNot: [
          '^main/(shell|handlers)/|^main/(index|application|ipc)\\.ts$',
          '^main/notifications/notifier\\.ts$|^main/keys/os-keychain\\.ts$',
        ],
      },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      // A command line and a test run it without a window.
      name: 'engine-needs-no-electron',
      severity: 'error',
      from: { path: '^main/engine/', ...notTests },
      to: { path: '^electron$|node_modules/electron/', reachable: true },
    },
    {
      // The keys, the secrets and the organisation keep their own folders; whom the system trusts stands in its files; and what a person chose in a dialog is read.
      name: 'who-sees-the-file-system',
      severity: 'error',
      from: {
        path: '^main/',
        pathNot: [
          '^main/(files|storage|pipeline|shell)/',
          '^main/keys/(key-ring|password-keychain|secret-store)\\.ts$|^main/kafka/line/authorities\\.ts$|^main/registrar/authority-file\\.ts$',
          '^main/index\\.ts$',
          tests,
        ],
      },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      // Sentences and their examples are what the tests of the whole app expect on the screen.
      name: 'tools-see-the-contract',
      severity: 'error',
      from: { path: '^(e2e|scripts|bench)/', pathNot: toolsWithAnEdge },
      to: { path: '^(main|preload|renderer)/', pathNot: contract },
    },
    {
      name: 'tools-with-an-edge',
      severity: 'error',
      from: { path: toolsWithAnEdge },
      to: {
        path: '^(main|preload|renderer)/',
        pathNot: `${contract}|^main/kafka/(kafka-bus|kafkajs-patches|topics|acls|kafka-config)\\.ts$|^main/kafka/check/|^main/keys/(certificate-request|key-ring)\\.ts$|^main/pipeline/(gzip-members|line-pace|seal-document)\\.ts$|^main/transfers/ports\\.ts$`,
      },
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
