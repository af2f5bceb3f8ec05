import { expect, test, vi } from 'vitest';
import { PageLink } from './page-link.ts';

test('the last place that was asked for is kept until the page asks', () => {
  const tell = vi.fn();
  const link = new PageLink(tell);
  link.go({ to: 'inbox' });
  link.go({ to: 'transfer', id: '7' });
  expect(tell).not.toHaveBeenCalled();
  expect(link.started()).toEqual({ to: 'transfer', id: '7' });
  expect(link.started()).toBeNull();
  link.go({ to: 'sent' });
  expect(tell).toHaveBeenCalledExactlyOnceWith({ to: 'sent' });
});

test('a page that is gone does not hear', () => {
  const tell = vi.fn();
  const link = new PageLink(tell);
  link.started();
  link.gone();
  link.go({ to: 'people' });
  expect(tell).not.toHaveBeenCalled();
  expect(link.started()).toEqual({ to: 'people' });
});
