import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { whenWaking } from './waking.ts';

test.each(['resume', 'unlock-screen'])(
  'the connection is looked at as soon as the computer tells %s',
  (event) => {
    const power = new EventEmitter();
    const look = vi.fn();
    whenWaking(power, look);
    power.emit('suspend');
    power.emit('lock-screen');
    expect(look).not.toHaveBeenCalled();
    power.emit(event);
    power.emit(event);
    expect(look).toHaveBeenCalledTimes(2);
  },
);
