import type { Call } from '../../core/definition/call.js';
import { NativeHost } from './host.js';

/** A host, or the path of a component and the longest time of a request in milliseconds. */
interface Given {
  host: NativeHost | string;
  time: number;
}

/** Asks a host, or loads the component for this request only. */
export async function askHost<T>(
  call: Call,
  { host: given, time }: Given,
  request: Parameters<NativeHost['ask']>[1],
): Promise<T> {
  if (given instanceof NativeHost) return given.ask<T>(call, request);
  const host = await NativeHost.load(call, { path: given, time });
  try {
    return await host.ask<T>(call, request);
  } finally {
    await host.close();
  }
}
