import type { Api } from '../shared/ipc.ts';

declare global {
  interface Window {
    readonly sealpost: Api;
  }
}

/** The one door to the main process. */
export const api: Api = window.sealpost;
