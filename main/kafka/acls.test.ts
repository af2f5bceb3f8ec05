import { expect, it } from 'vitest';
import { aclCommands, aclEntries, personRights, principalOf, registrarRights } from './acls.ts';

it('a person writes to every inbox, reads the own one alone, and never writes the registry', () => {
  const shown = personRights('anna.berg@acme').map(
    ({ resource, name, prefixed, operation }) => `${operation} ${resource} ${name}${prefixed ? '*' : ''}`,
  );
  expect(shown).toEqual([
    'Write topic sealpost-inbox-*',
    'Read topic sealpost-inbox-anna_berg__acme',
    'DescribeConfigs topic sealpost-inbox-*',
    'Read group inbox.anna.berg@acme.*',
    'Read topic sealpost-registry',
    'Read group registry.*',
    'Write topic sealpost-requests',
  ]);
  expect(registrarRights()).not.toContainEqual(
    expect.objectContaining({ name: 'sealpost-inbox-', operation: 'Read' }),
  );
});

it('goes to Kafka as it is printed for a shell', () => {
  const rights = personRights('anna@acme').slice(0, 2);
  expect(aclEntries('User:anna', rights)).toEqual([
    expect.objectContaining({
      resourceType: 2,
      resourceName: 'sealpost-inbox-',
      resourcePatternType: 4,
      operation: 4,
    }),
    expect.objectContaining({
      resourcePatternType: 3,
      operation: 3,
      permissionType: 3,
      principal: 'User:anna',
      host: '*',
    }),
  ]);
  expect(aclCommands("User:CN=Anna O'Neil,O=Acme", rights, 'kafka.acme:9093')[0]).toBe(
    `kafka-acls --bootstrap-server kafka.acme:9093 --command-config admin.properties --add --allow-principal 'User:CN=Anna O'\\''Neil,O=Acme' --operation Write --topic sealpost-inbox- --resource-pattern-type prefixed`,
  );
  expect([principalOf('anna'), principalOf('Group:office')]).toEqual(['User:anna', 'Group:office']);
});
