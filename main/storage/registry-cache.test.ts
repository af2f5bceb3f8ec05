import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { RegistryCache } from './registry-cache.ts';
import { openJournal, temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();

describe('what of the registry was kept', () => {
  it('comes back in its order and with its bytes, also when the file is opened again', () => {
    const path = join(folder(), 'transfers.sqlite');
    const records = [
      { key: 'destination:anna@acme:b', value: randomBytes(32_768) },
      { key: 'crl:a', value: Buffer.from([0, 0, 255]) },
      { key: 'crl:a', value: Buffer.from([0, 0, 254]) },
    ];
    const first = openJournal(path);
    for (const record of records) new RegistryCache(first).add([record]);
    first.close();
    const second = openJournal(path);
    expect(new RegistryCache(second).all()).toEqual(records);
    second.close();
  });

  it('is there once, and goes only with both its key and its value', () => {
    const database = openJournal(join(folder(), 'transfers.sqlite'));
    const cache = new RegistryCache(database);
    const record = { key: 'crl:a', value: Buffer.from('der') };
    cache.add([record]);
    cache.add([{ ...record, value: Buffer.from('der') }]);
    cache.remove({ ...record, value: Buffer.from('other') });
    cache.remove({ ...record, key: 'crl:b' });
    expect(cache.all()).toEqual([record]);
    cache.remove(record);
    expect(cache.all()).toEqual([]);
    database.close();
  });
});
