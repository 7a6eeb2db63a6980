import type { PackageSet } from '../../core/packages/package-set.js';

/** BullMQ, and its client of Redis. */
export const queueEngine = {
  name: 'queue',
  packages: { bullmq: '^6.7.0', ioredis: '^6.0.0' },
  separate: true,
} satisfies PackageSet;

/** As `oint install` lists it. */
export const queueNeeds = {
  title: 'Calls on several machines, with Redis: oint each --queue, oint worker',
  needs: queueEngine,
};
