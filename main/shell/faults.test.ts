import { expect, test, vi } from 'vitest';
import { Faults } from './faults.ts';

test('a fault is written down and told, or kept until the page asks', () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  let listens = false;
  const told: unknown[] = [];
  const faults = new Faults((fault) => {
    if (listens) told.push(fault);
    return listens;
  });
  faults.report(new Error('early'));
  expect(faults.untold()).toMatchObject({ part: 'main', message: 'early' });
  expect(faults.untold()).toBeNull();
  listens = true;
  faults.report('late');
  expect(told).toMatchObject([{ part: 'main', message: 'late' }]);
  expect(faults.untold()).toBeNull();
  expect(written).toHaveBeenCalledTimes(2);
});
