import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bytesKind } from '../../src/core/definition/kinds/bytes.js';
import type { Definition } from '../../src/core/definition/method.js';
import type { Param } from '../../src/core/definition/param.js';
import type { Service } from '../../src/core/definition/service.js';
import { services } from '../../src/services/index.js';
import { isChosen } from './chosen.js';

/** The smallest images that can be recognized by their first bytes. */
export const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface Known {
  service: Service;
  definition: Definition;
  /** Its name in programs. */
  key: string;
  /** `openai GetResponse` */
  title: string;
}

/** All services, loaded; or those that this run tests. */
export async function allServices(): Promise<Service[]> {
  const chosen = Object.entries(services).filter(([name]) => isChosen(name));
  const loaded = await Promise.all(chosen.map(([, load]) => load()));
  return loaded.map((module) => module.default);
}

/** All methods of all services. */
export async function allDefinitions(): Promise<Known[]> {
  return (await allServices()).flatMap((service) =>
    service.regions.flatMap(({ methods }) =>
      methods.map(({ key, definition }) => {
        return { service, definition, key, title: `${service.name} ${definition.name}` };
      }),
    ),
  );
}

/** A valid input of a method: the examples of its params, and the values in `given` that it accepts. */
export async function exampleInput(
  { params }: Definition,
  given: Readonly<Record<string, unknown>>,
  /** A folder for files of the test. */
  folder: string,
): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {};
  for (const [key, param] of Object.entries(params)) {
    const value = Object.hasOwn(given, key) ? given[key] : await exampleValue(param, folder);
    if (value !== undefined) input[key] = value;
  }
  return input;
}

async function exampleValue(param: Param, folder: string): Promise<unknown> {
  const { kind, example } = param;
  if (kind.name === 'secret' && !param.required) return undefined;
  if (example === undefined) return param.required ? param.values?.[0] : undefined;
  if (kind.name === 'number') return Number(example);
  if (kind.name === 'bytes' || kind.schema.items === bytesKind.schema) {
    const path = join(folder, basename(example));
    await exampleFile(path);
    return path;
  }
  return example;
}

const examples = new Map<string, Promise<void>>();

/** Written once: rewriting would leave it empty for a moment while another test sends it. */
function exampleFile(path: string): Promise<void> {
  const written =
    examples.get(path) ?? writeFile(path, path.endsWith('.jpg') ? JPEG : 'some bytes');
  examples.set(path, written);
  return written;
}
