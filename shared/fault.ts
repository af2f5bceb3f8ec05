import { z } from 'zod';

/** A surprise that something of the app ended in: logged by main, and told to the person once. */
export const fault = z
  .object({
    /** Which part it was, such as `rail` or `main`. */
    part: z.string().max(64),
    message: z.string().max(2_000),
    stack: z.string().max(8_000),
  })
  .strict();

export type Fault = z.infer<typeof fault>;

/** @param error whatever was thrown */
export function faultOf(part: string, error: unknown): Fault {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { part, message: message.slice(0, 2_000), stack: stack.slice(0, 8_000) };
}
