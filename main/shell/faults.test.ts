import { expect, test, vi } from 'vitest';
import { Faults } from './faults.ts';

test('a fault is written down and told, or kept until the page asks', () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  let listens = false;
  const told: unknown[] = [];
  const faults = new Faults((fault) => {
    if (listens) told.push(fault);
    return listens;
  }, '/profile');
  faults.report(new Error('early'));
  expect(faults.untold()).toMatchObject({ part: 'main', message: 'early' });
  expect(faults.untold()).toBeNull();
  listens = true;
  faults.report('late');
  expect(told).toMatchObject([{ part: 'main', message: 'late' }]);
  expect(faults.untold()).toBeNull();
  expect(written).toHaveBeenCalledTimes(2);
  written.mockRestore();
});

test('a fault that is told names no document', () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  const faults = new Faults(() => false, '/profile');
  const path = '/home/dora/Secret.pdf';
  const message = `EIO: i/o error, read '${path}'`;
  faults.report(Object.assign(new Error(message), { code: 'EIO', syscall: 'read', path }));
  const told = faults.untold();
  expect(told?.message).toBe("EIO: i/o error, read '‹path›'");
  expect(told?.stack).not.toContain('Secret');
  written.mockRestore();
});
