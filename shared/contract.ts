import type { z } from 'zod';

/**
 * The pieces of which `ipc.ts` is made. One value describes every call and event between the
 * main process and the page; main, preload and tests are derived from it.
 * Arguments come from the page and are parsed with zod; replies come from main and are typed.
 */
export type Call<Args extends z.ZodType, Reply> = {
  readonly args: Args;
  /** Never set: carries the reply's type only. */
  readonly reply?: Reply;
};

export type Event<Payload> = {
  /** Never set: carries the payload's type only. */
  readonly payload?: Payload;
};

export const call =
  <Reply>() =>
  <Args extends z.ZodType>(args: Args): Call<Args, Reply> => ({ args });

export const event = <Payload>(): Event<Payload> => ({});

export type Contract = {
  // biome-ignore lint/suspicious/noExplicitAny: the reply's type is carried, never read
  readonly calls: Readonly<Record<string, Call<z.ZodType, any>>>;
  // biome-ignore lint/suspicious/noExplicitAny: the payload's type is carried, never read
  readonly events: Readonly<Record<string, Event<any>>>;
};

type ArgsOf<C> = C extends Call<infer Args, unknown> ? z.infer<Args> : never;
type ReplyOf<C> = C extends { readonly reply?: infer Reply } ? Exclude<Reply, undefined> : never;
type PayloadOf<E> = E extends { readonly payload?: infer P } ? Exclude<P, undefined> : never;

/** What main must implement: one function a call. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['calls']]: (
    args: ArgsOf<C['calls'][K]>,
  ) => Promise<ReplyOf<C['calls'][K]>> | ReplyOf<C['calls'][K]>;
};

/** What main may say to every page. */
export type Emit<C extends Contract> = <K extends keyof C['events']>(
  name: K,
  payload: PayloadOf<C['events'][K]>,
) => void;

/** What the page may do. */
export type Bridge<C extends Contract> = {
  call<K extends keyof C['calls']>(name: K, args: ArgsOf<C['calls'][K]>): Promise<ReplyOf<C['calls'][K]>>;
  /** Returns the function that ends the subscription. */
  on<K extends keyof C['events']>(
    name: K,
    listener: (payload: PayloadOf<C['events'][K]>) => void,
  ): () => void;
};
