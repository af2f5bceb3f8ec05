import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../scripts/driver/kafka-node.ts';
import { command } from './command.ts';
import { type Peer, secondsOf } from './peer.ts';
import { Server } from './server.ts';

/**
 * rsync over ssh, as somebody types it: a connection for each document, to an sshd of our own on loopback
 * with keys of this run alone.
 */
export async function openRsync(sshd: string, dir: string): Promise<Peer> {
  const folder = join(dir, 'arrived');
  mkdirSync(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  for (const key of ['host', 'user'])
    await command('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, key)]);
  writeFileSync(join(dir, 'known_hosts'), `bench ${readFileSync(join(dir, 'host.pub'), 'utf8')}`);
  writeFileSync(join(dir, 'sshd_config'), serverSettings(dir, port));
  writeFileSync(join(dir, 'ssh_config'), clientSettings(dir, port));
  const server = await Server.start(
    [sshd, '-D', '-e', '-f', join(dir, 'sshd_config')],
    port,
    join(dir, 'sshd.log'),
  );
  const over = `ssh -F "${join(dir, 'ssh_config')}"`;
  return {
    name: 'rsync',
    trials: 1,
    folder,
    bring: (path) => secondsOf(() => command('rsync', ['-e', over, path, `bench:${folder}/`])),
    close: () => server.stop(),
  };
}

// Without root there is no PAM, and the folders of a run belong to whom they belong.
const serverSettings = (dir: string, port: number): string => `Port ${port}
ListenAddress 127.0.0.1
HostKey "${join(dir, 'host')}"
AuthorizedKeysFile "${join(dir, 'user.pub')}"
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile none
`;

const clientSettings = (dir: string, port: number): string => `Host bench
  HostName 127.0.0.1
  HostKeyAlias bench
  Port ${port}
  User ${userInfo().username}
  IdentityFile "${join(dir, 'user')}"
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile "${join(dir, 'known_hosts')}"
  StrictHostKeyChecking yes
  BatchMode yes
`;
