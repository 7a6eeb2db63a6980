import { describe, expect, it } from 'vitest';
import { termsOf } from './terms.js';

const same = (...texts: string[]) => new Set(texts.map((text) => termsOf(text).join(' '))).size;

describe('terms', () => {
  it.each([
    ['upload', 'uploads', 'Uploading', 'to upload'],
    ['delete', 'deletes', 'deleting', 'removed', 'to erase', 'get rid of'],
    ['picture', 'an image', 'photos', "the image's"],
    ['transcribe', 'transcription', 'dictating', 'written down'],
    ['drop', 'dropped', 'dropping'],
    ['query', 'queries'],
    ['box', 'boxes'],
  ])('%s and its variants are one term', (word, ...kin) => {
    expect(same(word, ...kin)).toBe(1);
  });

  it('distinguishes words that only look alike', () => {
    expect(same('file', 'field')).toBe(2);
    expect(same('class', 'clause')).toBe(2);
    expect(same('thing', 'king')).toBe(2);
  });

  it('splits names into words', () => {
    expect(termsOf('GetImageMessageStructure')).toEqual(termsOf('get image message structure'));
    expect(termsOf('create_transcription')).toEqual(termsOf('create transcription'));
  });

  it('leaves out stop words', () => {
    expect(termsOf('Hello, could you please tell me how this is done?')).toEqual([]);
  });
});
