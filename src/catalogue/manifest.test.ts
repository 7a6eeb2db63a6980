import { describe, expect, it } from 'vitest';
import { readIndex, readManifest } from './manifest.js';

describe('a manifest', () => {
  it('is read once per process', () => {
    for (const { name } of readIndex().services) {
      expect(readManifest(name).name).toBe(name);
      expect(readManifest(name)).toBe(readManifest(name));
    }
    expect(readIndex()).toBe(readIndex());
  });
});
