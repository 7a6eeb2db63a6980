import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUsage, ReasoningSplitter, reasoningOf, textOf, usageOf } from './reasoning.js';

/** What a splitter makes of these deltas, as a whole. */
function split(deltas: readonly object[], options?: { thinking?: boolean }) {
  const splitter = new ReasoningSplitter(options);
  const pieces = [...deltas.map((delta) => splitter.add({ ...delta })), splitter.end()];
  let [text, reasoning] = ['', ''];
  for (const piece of pieces) {
    if (piece.turned) [text, reasoning] = ['', reasoning + text];
    text += piece.text;
    reasoning += piece.reasoning;
  }
  return { text, reasoning, turned: pieces.some(({ turned }) => turned) };
}

const contents = (...pieces: string[]) => pieces.map((content) => ({ content }));
const message = (content: unknown, more: object = {}) => ({ role: 'assistant', content, ...more });

describe('a splitter', () => {
  it.each<[string, object[], string, string]>([
    ['reasoning_content', [{ reasoning_content: 'Hm' }, { content: 'Yes' }], 'Yes', 'Hm'],
    ['reasoning', [{ reasoning: 'Hm' }, { content: 'Yes' }], 'Yes', 'Hm'],
    ['the same in both, once', [{ reasoning: 'Hm', reasoning_content: 'Hm' }], '', 'Hm'],
    ['both in one delta', [{ reasoning_content: 'Hm', content: 'Yes' }], 'Yes', 'Hm'],
    [
      'parts',
      [
        { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] },
        { content: [{ type: 'text', text: 'Yes' }] },
      ],
      'Yes',
      'Hm',
    ],
    [
      'parts whose thinking is text',
      [{ content: [{ type: 'thinking', thinking: 'Hm' }] }],
      '',
      'Hm',
    ],
    ['nothing', [{ role: 'assistant' }, { content: null }, {}], '', ''],
    ['no strings', [{ content: 5, reasoning: { a: 1 } }, { content: [null, 5, {}] }], '', ''],
  ])('knows %s', (_, deltas, text, reasoning) => {
    expect(split(deltas)).toMatchObject({ text, reasoning });
  });

  it.each<[string, string, string, string]>([
    ['at the start', '<think>Hm</think>Yes', 'Yes', 'Hm'],
    ['with empty lines around', '\n<think>\nHm\n</think>\n\nYes\n', 'Yes\n', '\nHm\n'],
    ['with nothing in them', '<think>\n\n</think>\n\nYes', 'Yes', '\n\n'],
    ['twice', '<think>a</think>\n<think>b</think>Yes', 'Yes', 'ab'],
    ['nested', '<think>a<think>b</think>c</think>Yes', 'Yes', 'abc'],
    ['never closed', '<think>Hm, wel', '', 'Hm, wel'],
    ['never closed, cut in the closing tag', '<think>Hm</thi', '', 'Hm</thi'],
    ['starting with the closing one', '</think>\n\nYes', 'Yes', ''],
    [
      'further on: they are text',
      'Use <think> and </think> so.',
      'Use <think> and </think> so.',
      '',
    ],
    [
      'in code: they are text',
      'As:\n```\n<think>\na</think> b\n```',
      'As:\n```\n<think>\na</think> b\n```',
      '',
    ],
    ['of other models', '[THINK]Hm[/THINK]Yes', 'Yes', 'Hm'],
    ['of Seed', '<seed:think>Hm</seed:think>\nYes', 'Yes', 'Hm'],
    ['of Kimi', '◁think▷Hm◁/think▷Yes', 'Yes', 'Hm'],
    ['called thinking', '<thinking>Hm</thinking>Yes', 'Yes', 'Hm'],
    ['called thought', '<thought>Hm</thought>Yes', 'Yes', 'Hm'],
    ['called reasoning', '<reasoning>Hm</reasoning>Yes', 'Yes', 'Hm'],
    ['of Gemma', '<|channel>thought\nHm<channel|>Yes', 'Yes', '\nHm'],
    [
      'of two models',
      '<thinking>a <think> b</think> c</thinking>Yes',
      'Yes',
      'a <think> b</think> c',
    ],
    [
      'of channels',
      '<|channel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>final<|message|>Yes <b<|return|>',
      'Yes <b',
      'Hm',
    ],
    [
      'of channels with a call',
      '<|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|><|start|>assistant<|channel|>commentary<|message|>I look.<|end|>',
      'I look.',
      '{}',
    ],
    ['of a channel that never ends', '<|channel|>analysis<|message|>Hm <', '', 'Hm <'],
    ['closed only, between two texts', 'Hm.</think>Yes', 'Yes', 'Hm.'],
    [
      'closed only, after quoted ones',
      'I see `</think>`.\n</think>\nYes',
      'Yes',
      'I see `</think>`.\n',
    ],
    [
      'in a code block',
      '```html\n<think>\na\n</think>\n```',
      '```html\n<think>\na\n</think>\n```',
      '',
    ],
    ['closed in a code block', 'As:\n~~~\na\n</think>\n~~~', 'As:\n~~~\na\n</think>\n~~~', ''],
    ['in a quotation', 'As:\n> [THINK]\n> </think>\n', 'As:\n> [THINK]\n> </think>\n', ''],
    ['on lines of the text', 'As:\n<think>\na\n</think>\nb', 'As:\n<think>\na\n</think>\nb', ''],
    ['within a line', 'So <think>a</think> it is', 'So <think>a</think> it is', ''],
    ['in quotation marks', 'a "</think>" b', 'a "</think>" b', ''],
    ['that are not tags', '<thin>a</thin> 3 < 4', '<thin>a</thin> 3 < 4', ''],
    ['cut at the end', 'Yes <', 'Yes <', ''],
  ])('parses tags %s', (_, content, text, reasoning) => {
    const expected = { text, reasoning };
    expect(split(contents(content))).toMatchObject(expected);
    // Wherever the text is split, the result is the same.
    expect(split(contents(...content))).toMatchObject(expected);
    for (let at = 1; at < content.length; at++) {
      const pieces = contents(content.slice(0, at), content.slice(at));
      expect(split(pieces), `split at ${at}`).toMatchObject(expected);
    }
  });

  it('loses nothing if the reasoning mentions a tag and never closes it', () => {
    const content = '<think>He writes <think> here.</think>\n\nYes, so it is.';
    const { text, reasoning } = split(contents(...content));
    expect(text).toBe('Yes, so it is.');
    expect(reasoning).toContain('He writes  here.');
    expect(textOf(message(content))).toBe('Yes, so it is.');
  });

  it('knows that the template opened the tag, or reports it when the closing tag arrives', () => {
    const pieces = contents('Hm, ', 'well\n</think>', '\n\nYes');
    expect(split(pieces, { thinking: true })).toMatchObject({
      text: 'Yes',
      reasoning: 'Hm, well\n',
      turned: false,
    });
    expect(split(pieces)).toMatchObject({ text: 'Yes', reasoning: 'Hm, well\n', turned: true });
  });

  it('does not parse tags if the server sends reasoning separately', () => {
    const deltas = [{ reasoning_content: 'Hm' }, { content: '<think>' }, { content: ' is a tag' }];
    expect(split(deltas)).toMatchObject({ text: '<think> is a tag', reasoning: 'Hm' });
  });

  it('loses no character of any text, however it is split', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('<', '<think>', '</think>', '<thi', 'nk>', '</', '\n', ' a '),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const { text, reasoning } = split(contents(...pieces));
        // Not only the tags: the text around them may form another one.
        const bare = (from: string) => from.replace(/[</think>\s]/g, '');
        const kept = [...bare(text + reasoning)].sort().join('');
        const all = [...bare(pieces.join(''))].sort().join('');
        // Reasoning that never ends is also returned as text.
        if (!/<think>[\s\S]*<think>/.test(pieces.join(''))) expect(kept).toBe(all);
        else expect(kept.length).toBeGreaterThanOrEqual(all.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a message', () => {
  it.each<[string, object, string | undefined, string | undefined]>([
    ['of plain text', message('Yes'), 'Yes', undefined],
    ['with separate reasoning', message('Yes', { reasoning_content: ' Hm\n' }), 'Yes', 'Hm'],
    ['with tags', message('<think>\nHm\n</think>\n\nYes'), 'Yes', 'Hm'],
    ['with only a closing tag', message('Hm\n</think>\n\nYes'), 'Yes', 'Hm'],
    [
      'with a closing tag in prose',
      message('It ends with </think> always.'),
      'It ends with </think> always.',
      undefined,
    ],
    ['of reasoning only', message('', { reasoning: 'Hm' }), undefined, 'Hm'],
    ['of calls only', message(null), undefined, undefined],
    ['of no text', message(''), '', undefined],
    [
      'of parts',
      message([
        { type: 'text', text: 'Y' },
        { type: 'text', text: 'es' },
      ]),
      'Yes',
      undefined,
    ],
    ['of other parts', message([{ type: 'image' }]), undefined, undefined],
  ])('%s', (_, from, text, reasoning) => {
    expect(textOf(from)).toBe(text);
    expect(reasoningOf(from)).toBe(reasoning);
  });

  it('may be missing', () => {
    for (const none of [undefined, null, 5, 'text', []]) {
      expect(textOf(none)).toBeUndefined();
      expect(reasoningOf(none)).toBeUndefined();
    }
  });
});

describe('usage', () => {
  it.each<[string, object, object | undefined]>([
    [
      'OpenAI',
      {
        usage: {
          prompt_tokens: 5,
          completion_tokens: 7,
          total_tokens: 12,
          prompt_tokens_details: { cached_tokens: 3 },
          completion_tokens_details: { reasoning_tokens: 4 },
        },
      },
      { input: 5, output: 7, total: 12, cached: 3, reasoning: 4 },
    ],
    [
      'the Responses API',
      {
        usage: {
          input_tokens: 5,
          output_tokens: 7,
          total_tokens: 12,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens_details: { reasoning_tokens: 0 },
        },
      },
      { input: 5, output: 7, total: 12, cached: 0, reasoning: 0 },
    ],
    [
      'no total',
      { usage: { prompt_tokens: 5, completion_tokens: 7 } },
      { input: 5, output: 7, total: 12 },
    ],
    ['only a total', { usage: { total_tokens: 12 } }, { input: 12, output: 0, total: 12 }],
    [
      'vectors',
      { usage: { prompt_tokens: 5, total_tokens: 5 } },
      { input: 5, output: 0, total: 5 },
    ],
    [
      'DeepSeek without a sum',
      { usage: { prompt_cache_hit_tokens: 2, prompt_cache_miss_tokens: 3, completion_tokens: 1 } },
      { input: 5, output: 1, total: 6, cached: 2 },
    ],
    ['zeros', { usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } }, undefined],
    ['null', { usage: null }, undefined],
    ['texts', { usage: { prompt_tokens: '5' } }, undefined],
    ['nothing', {}, undefined],
  ])('of %s', (_, answer, usage) => expect(usageOf(answer)).toEqual(usage));

  it('is undefined without a response', () => {
    for (const none of [undefined, null, 5, []]) expect(usageOf(none)).toBeUndefined();
  });

  it('is added up', () => {
    const a = { input: 1, output: 2, total: 3, cached: 1 };
    const b = { input: 10, output: 20, total: 30, reasoning: 5 };
    expect(addUsage(a, b)).toEqual({ input: 11, output: 22, total: 33, cached: 1, reasoning: 5 });
    expect(addUsage(undefined, a)).toEqual(a);
    expect(addUsage(a, undefined)).toEqual(a);
    expect(addUsage(undefined, undefined)).toBeUndefined();
    expect(Object.keys(addUsage(a, a)!)).not.toContain('reasoning');
  });
});
