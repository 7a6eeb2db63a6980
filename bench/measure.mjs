import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The environment without settings of the user's machine (proxies, keys). */
export const cleanEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/proxy|^OPENAI_|^OINT_/i.test(name)),
);

/** Starts the server; `stop` ends it. */
export async function startServer(env = {}, script = 'server.mjs') {
  const child = spawn(process.execPath, [here(script)], {
    env: { ...cleanEnv, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), stop: () => child.kill() };
}

/** The wall time of a whole process in milliseconds. */
export function wallTime(args) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: cleanEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** Runs a script in a separate process; it prints one JSON value. */
export function inProcess(script, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [here(script), ...args], {
    env: cleanEnv,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * The median ratio of two measurements taken in turns, so that a slow machine affects both; and the
 * median of each.
 */
export function compare(rounds, ours, other) {
  const pairs = Array.from({ length: rounds }, () => [ours(), other()]);
  return {
    ratio: median(pairs.map(([a, b]) => a / b)),
    ours: median(pairs.map(([a]) => a)),
    other: median(pairs.map(([, b]) => b)),
  };
}

/** The same for work that is awaited, after a round to warm up; `before` prepares each. */
export async function inTurns(rounds, ours, other, before = async () => {}) {
  const pairs = [];
  for (let round = 0; round <= rounds; round++) {
    const times = [];
    for (const run of [ours, other]) {
      await before();
      const started = performance.now();
      await run();
      times.push(performance.now() - started);
    }
    // The first round is a warm-up.
    if (round > 0) pairs.push(times);
  }
  return {
    ratio: median(pairs.map(([a, b]) => a / b)),
    ours: median(pairs.map(([a]) => a)),
    other: median(pairs.map(([, b]) => b)),
  };
}

/** Everything measured in this process, for the report at the end. */
export const rows = [];

/**
 * Prints one row, and records whether the target was reached. `what` names both sides, as in
 * "ours : theirs".
 */
export function row(what, { ratio, ours, other }, bar, unit) {
  const good = bar.most === undefined ? ratio >= bar.least : ratio <= bar.most;
  const wanted = bar.most === undefined ? `≥ ${bar.least}` : `≤ ${bar.most}`;
  const figures = `${Math.round(ours)} : ${Math.round(other)} ${unit}`;
  rows.push({ what, ratio: Number(ratio.toFixed(2)), bar: wanted, good, figures });
  console.log(
    `${good ? 'ok  ' : 'MISS'} ${ratio.toFixed(2).padStart(6)}  (${wanted})`.padEnd(24),
    what.padEnd(62),
    figures,
  );
  if (!good) process.exitCode = 1;
}
