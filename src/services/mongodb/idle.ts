import type { MongoClient } from 'mongodb';

/** Members of the driver that its types keep private: its timers. */
interface Insides {
  topology?: { s?: { servers?: ReadonlyMap<string, Server>; srvPoller?: { _timeout?: Timer } } };
}

interface Server {
  monitor?: {
    monitorId?: Interval;
    rttPinger?: { monitorId?: Timer };
  } | null;
  pool?: { minPoolSizeTimer?: Timer; ensureMinPoolSize?(): void };
}

interface Interval {
  timerId?: Timer;
  _reschedule?(ms: number | undefined): void;
}

type Timer = NodeJS.Timeout | undefined;

/** Happenings after which the driver may have set a timer. */
const EVENTS = [
  ...['serverOpening', 'serverHeartbeatStarted', 'serverHeartbeatSucceeded'],
  ...['serverHeartbeatFailed', 'connectionPoolReady', 'topologyDescriptionChanged'],
];

/**
 * The driver looks at its servers from time to time for as long as a client is open. A connection that
 * a program forgot must not keep the process alive, so these timers are not waited for.
 */
export function waitForNoTimer(client: MongoClient): void {
  const letGo = () => queueMicrotask(() => letTimersGo(client as unknown as Insides));
  for (const event of EVENTS) client.on(event as 'serverOpening', letGo);
}

function letTimersGo({ topology }: Insides): void {
  topology?.s?.srvPoller?._timeout?.unref();
  for (const { monitor, pool } of topology?.s?.servers?.values() ?? []) {
    monitor?.rttPinger?.monitorId?.unref();
    const interval = monitor?.monitorId;
    after(interval, '_reschedule', () => interval?.timerId?.unref());
    after(pool, 'ensureMinPoolSize', () => pool?.minPoolSizeTimer?.unref());
  }
}

/** Does something now, and after each call of a method of this object. */
function after<Name extends string>(
  of: { [name in Name]?: (...given: never[]) => void } | undefined,
  name: Name,
  then: () => void,
): void {
  then();
  const original = of?.[name];
  if (!of || !original || Object.hasOwn(of, name)) return;
  of[name] = (...given) => {
    original.apply(of, given);
    then();
  };
}
