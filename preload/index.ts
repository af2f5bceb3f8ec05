import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Api, ipc } from '../shared/ipc.ts';

const calls = new Set(Object.keys(ipc.calls));
const events = new Set(Object.keys(ipc.events));

/** The page sees named calls and events of the contract, never ipcRenderer, an event object or a path. */
const api: Api = {
  async call(name, args) {
    if (!calls.has(name) || name === 'documents.offer') throw new Error(`unknown call ${name}`);
    return ipcRenderer.invoke(name, args);
  },
  on(name, listener) {
    if (!events.has(name)) throw new Error(`unknown event ${String(name)}`);
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload);
    ipcRenderer.on(name, forward);
    return () => ipcRenderer.off(name, forward);
  },
  offer: (files) =>
    ipcRenderer.invoke(
      'documents.offer',
      files.map((file) => ({ path: webUtils.getPathForFile(file), name: file.name })),
    ),
};

contextBridge.exposeInMainWorld('sealpost', api);
