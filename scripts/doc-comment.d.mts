import type { MethodManifest } from '../src/catalogue/manifest.js';

export type DocComment = Pick<
  MethodManifest,
  'summary' | 'details' | 'reference' | 'throws' | 'examples'
>;

export function readDocComment(comment: string): DocComment;
