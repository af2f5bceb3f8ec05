import { expect, test, vi } from 'vitest';

const show = vi.hoisted(() => vi.fn(async () => ({ response: 0 })));
vi.mock('electron', () => ({ dialog: { showMessageBox: show } }));
const { ask } = await import('./ask.ts');

test('Return and Escape give the safe answer, and only the other one counts as a yes', async () => {
  const question = { type: 'question', message: 'm', detail: 'd', buttons: ['Stay', 'Leave'] } as const;
  expect(await ask(null, question)).toBe(false);
  expect(show).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ buttons: ['Stay', 'Leave'], defaultId: 0, cancelId: 0 }),
  );
  show.mockResolvedValueOnce({ response: 1 });
  expect(await ask(null, question)).toBe(true);
});
