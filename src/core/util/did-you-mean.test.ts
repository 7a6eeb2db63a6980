import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.js';

const METHODS = ['GetResponse', 'GetImages', 'GenerateSpeech', 'UploadFile'];

describe('didYouMean', () => {
  it('suggests the nearest name', () => {
    expect(didYouMean('GetRespons', METHODS)).toBe('Did you mean GetResponse?');
    expect(didYouMean('getresponse', METHODS)).toBe('Did you mean GetResponse?');
    expect(didYouMean('UplaodFil', METHODS)).toBe('Did you mean UploadFile?');
    expect(didYouMean('--modle', ['--url', '--model'])).toBe('Did you mean --model?');
  });

  it('finds a name by a part of it', () => {
    expect(didYouMean('speech', METHODS)).toBe('Did you mean GenerateSpeech?');
    expect(didYouMean('upload', METHODS)).toBe('Did you mean UploadFile?');
  });

  it('suggests nothing if no name is near', () => {
    expect(didYouMean('frobnicate', METHODS)).toBeUndefined();
    expect(didYouMean('x', METHODS)).toBeUndefined();
    expect(didYouMean('GetResponse', [])).toBeUndefined();
  });
});
