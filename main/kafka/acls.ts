import type { AclEntry } from 'kafkajs';
import { inboxTopic, REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { loadKafkaJs } from './kafkajs-patches.ts';

/** A right that somebody is given on the servers; nothing else is allowed there. */
export type Right = {
  readonly resource: 'topic' | 'group';
  readonly name: string;
  /** It holds for every name that begins so. */
  readonly prefixed: boolean;
  readonly operation: 'Read' | 'Write' | 'Create' | 'Describe' | 'DescribeConfigs';
};

const inboxPrefix = 'sealpost-inbox-';

const topic = (name: string, operation: Right['operation'], prefixed = false): Right => ({
  resource: 'topic',
  ...{ name, prefixed, operation },
});
const groups = (name: string): Right => ({ resource: 'group', name, prefixed: true, operation: 'Read' });

/**
 * What a person's installation needs, and not more: it writes to everybody, sees for how long everybody's inbox
 * keeps what is sent, and reads the own one alone.
 */
export const personRights = (destination: string): readonly Right[] => [
  topic(inboxPrefix, 'Write', true),
  topic(inboxTopic(destination), 'Read'),
  topic(inboxPrefix, 'DescribeConfigs', true),
  groups(ownGroups(destination)),
  topic(REGISTRY_TOPIC, 'Read'),
  groups('registry.'),
  topic(REQUESTS_TOPIC, 'Write'),
];

/** What the registrar needs besides: alone to write the registry, to read requests, and to make topics. */
export const registrarRights = (): readonly Right[] => [
  topic('sealpost-', 'Create', true),
  topic(inboxPrefix, 'Describe', true),
  topic(REGISTRY_TOPIC, 'Read'),
  topic(REGISTRY_TOPIC, 'Write'),
  groups('registry.'),
  topic(REQUESTS_TOPIC, 'Read'),
  groups('registrar.'),
];

/** How the names of all groups begin in which an inbox is read. */
export const ownGroups = (destination: string): string => `inbox.${destination}.`;

/** `User:` and the name with which somebody signs in; a name with its type in front stays as it is. */
export const principalOf = (name: string): string => (/^[A-Za-z]+:/.test(name) ? name : `User:${name}`);

/** @param principal such as `User:alice`. @returns what kafkajs's `createAcls` takes */
export function aclEntries(principal: string, rights: readonly Right[]): AclEntry[] {
  const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = loadKafkaJs();
  const operations = {
    Read: AclOperationTypes.READ,
    Write: AclOperationTypes.WRITE,
    Create: AclOperationTypes.CREATE,
    Describe: AclOperationTypes.DESCRIBE,
    DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  };
  return rights.map(({ resource, name, prefixed, operation }) => ({
    resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourceName: name,
    resourcePatternType: prefixed ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    ...{ principal, host: '*' },
    operation: operations[operation],
    permissionType: AclPermissionTypes.ALLOW,
  }));
}

/** The same as lines for a shell: for administrators who give no program the right to do it. */
export const aclCommands = (principal: string, rights: readonly Right[], broker: string): readonly string[] =>
  rights.map(
    ({ resource, name, prefixed, operation }) =>
      `kafka-acls --bootstrap-server ${quoted(broker)} --command-config admin.properties --add --allow-principal ${quoted(principal)} --operation ${operation} --${resource} ${quoted(name)}${prefixed ? ' --resource-pattern-type prefixed' : ''}`,
  );

const quoted = (text: string): string =>
  /^[A-Za-z0-9@.:_[\]-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
