import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Assembly, mended } from './assembly.js';
import type { ChatChunk, ChatCompletion } from './types.js';

/** What chunks with these choices are assembled to. */
function assembled(...chunks: object[][]): ChatCompletion {
  const assembly = new Assembly();
  for (const choices of chunks) assembly.add({ choices } as unknown as ChatChunk);
  return assembly.completion();
}

const messageOf = (...deltas: object[]) =>
  assembled(...deltas.map((delta) => [{ index: 0, delta }])).choices[0]?.message;

const call = (index: number | undefined, fields: object, args?: string) => ({
  tool_calls: [
    {
      ...(index !== undefined && { index }),
      ...fields,
      ...(args && { function: { arguments: args } }),
    },
  ],
});
const begin = (id: string, name: string) => ({
  id,
  type: 'function',
  function: { name, arguments: '' },
});
const done = (id: string, name: string, args: string) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('an assembled response', () => {
  it('has the text of its chunks, wherever it was split', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        const message = messageOf({ role: 'assistant' }, ...pieces.map((content) => ({ content })));
        expect(message).toEqual({
          role: 'assistant',
          ...(pieces.length > 0 && { content: pieces.join('') }),
        });
      }),
    );
  });

  it('has fields of any name whole: texts grow, lists by index, objects are merged', () => {
    const details = (...items: object[]) => ({ reasoning_details: items });
    const pieces = [
      details({ type: 'reasoning.text', index: 0, id: 'r1', text: 'Let ', format: 'v1' }),
      details({ type: 'reasoning.text', index: 0, id: 'r1', text: 'me', format: 'v1' }),
      { ...details({ type: 'reasoning.text', index: 0, signature: 'sig' }), id: 'm1' },
      { ...details({ type: 'reasoning.encrypted', index: 0, data: 'x' }), id: 'm1' },
      { extra: { a: { text: 'b' }, list: [1] }, notes: null },
      { extra: { a: { text: 'c', more: 2 }, list: [2] } },
    ];
    expect(messageOf(...pieces)).toEqual({
      role: 'assistant',
      id: 'm1',
      reasoning_details: [
        {
          type: 'reasoning.text',
          index: 0,
          id: 'r1',
          text: 'Let me',
          format: 'v1',
          signature: 'sig',
        },
        { type: 'reasoning.encrypted', index: 0, data: 'x' },
      ],
      extra: { a: { text: 'bc', more: 2 }, list: [1, 2] },
      notes: null,
    });
    const calls = [
      call(0, { ...begin('a', 'time'), extra_content: { google: { thought_signature: 'x' } } }),
      call(0, { extra_content: { google: { more: 1 } } }, '{}'),
    ];
    const extra_content = { google: { thought_signature: 'x', more: 1 } };
    expect(messageOf(...calls)?.tool_calls).toEqual([
      { ...done('a', 'time', '{}'), extra_content },
    ]);
  });

  it('has further texts too, null if nothing else arrived, and the last of other values', () => {
    const pieces = [
      { role: 'assistant', content: null, reasoning_content: 'Let ' },
      { reasoning_content: 'me see', refusal: null, annotations: [{ a: 1 }] },
      { role: 'assistant', annotations: [{ b: 2 }], score: 1 },
      { score: 2, content: null },
    ];
    expect(messageOf(...pieces)).toEqual({
      role: 'assistant',
      content: null,
      reasoning_content: 'Let me see',
      refusal: null,
      annotations: [{ a: 1 }, { b: 2 }],
      score: 2,
    });
  });

  it('has the assistant’s role if no chunk has one', () => {
    expect(messageOf({ content: 'Hi' })?.role).toBe('assistant');
  });

  it('has several choices in the order of their indexes', () => {
    const { choices } = assembled(
      [{ index: 1, delta: { content: 'b' } }],
      [{ index: 0, delta: { content: 'a' } }],
      [
        { index: 1, delta: { content: 'B' }, finish_reason: 'length' },
        { index: 0, delta: {}, finish_reason: 'stop' },
      ],
    );
    expect(choices).toEqual([
      { index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' },
      { index: 1, message: { role: 'assistant', content: 'bB' }, finish_reason: 'length' },
    ]);
  });

  it('joins log probabilities, function calls, audio and parts', () => {
    const [choice] = assembled(
      [{ delta: { content: 'a' }, logprobs: { content: [{ token: 'a' }], refusal: null } }],
      [{ delta: { content: 'b' }, logprobs: { content: [{ token: 'b' }], refusal: null } }],
      [{ delta: {}, logprobs: null, finish_reason: 'stop' }],
    ).choices;
    expect(choice?.logprobs).toEqual({ content: [{ token: 'a' }, { token: 'b' }], refusal: null });

    expect(
      messageOf(
        { function_call: { name: 'time', arguments: '' }, audio: { id: 'a1', data: 'AA' } },
        { function_call: { arguments: '{"zone"' }, audio: { data: 'BB', transcript: 'He' } },
        { function_call: { arguments: ':1}' }, audio: { transcript: 'y', expires_at: 5 } },
      ),
    ).toMatchObject({
      function_call: { name: 'time', arguments: '{"zone":1}' },
      audio: { id: 'a1', data: 'AABB', transcript: 'Hey', expires_at: 5 },
    });

    const thinking = { type: 'thinking', thinking: 'Hm' };
    expect(messageOf({ content: [thinking] }, { content: 'Yes' })?.content).toEqual([
      thinking,
      { type: 'text', text: 'Yes' },
    ]);
    expect(messageOf({ content: 'Yes' }, { content: [thinking] })?.content).toEqual([
      { type: 'text', text: 'Yes' },
      thinking,
    ]);
    const thought = (text: string) => [{ type: 'thinking', thinking: [{ type: 'text', text }] }];
    const pieces = [thought('H'), thought('m'), 'Y', 'es', [{ type: 'text', text: '!' }], [{}]];
    const message = messageOf(...pieces.map((content) => ({ content })));
    expect(message?.content).toEqual([...thought('Hm'), { type: 'text', text: 'Yes!' }, {}]);
    expect(pieces[0]).toEqual(thought('H'));
  });

  it('is a copy: later chunks do not change it, and it does not change the chunks', () => {
    const assembly = new Assembly();
    const add = (delta: object) => assembly.add({ choices: [{ index: 0, delta }] } as ChatChunk);
    const first = call(0, begin('a', 'time'));
    add(first);
    const before = assembly.completion();
    const copy = structuredClone(before);
    add(call(0, {}, '{}'));
    expect(before).toEqual(copy);
    expect(first).toEqual(call(0, begin('a', 'time')));
  });
});

describe('a response with several choices', () => {
  const text = { index: 0, message: { content: 'On it' }, finish_reason: 'stop' };
  const tool_calls = [done('a', 'time', '{}')];
  const call = { index: 1, message: { tool_calls }, finish_reason: 'tool_calls' };
  const joined = {
    index: 0,
    message: { content: 'On it', tool_calls },
    finish_reason: 'tool_calls',
  };

  it.each<[string, object[], object[]]>([
    ['its text and its calls are one reply', [text, call], [joined]],
    ['in either order', [call, text], [joined]],
    ['two texts are two choices', [text, { ...text, index: 1 }], [text, { ...text, index: 1 }]],
    ['an empty choice is left alone', [text, { index: 1 }], [text, { index: 1 }]],
    ['no choices stay none', [], []],
  ])('%s', (_, choices, expected) => {
    const completion = { choices } as unknown as ChatCompletion;
    expect(mended(completion, true).choices).toEqual(expected);
    expect(mended(completion, false).choices).toEqual(choices);
  });

  it('in a stream, too', () => {
    const assembly = new Assembly({ single: true });
    const choices = [
      { index: 0, delta: { content: 'On it' }, finish_reason: 'stop' },
      { index: 1, delta: { tool_calls }, finish_reason: 'tool_calls' },
    ];
    assembly.add({ choices } as unknown as ChatChunk);
    expect(assembly.completion().choices).toMatchObject([joined]);
  });
});

describe('tool calls', () => {
  const calls = (...deltas: object[]) => messageOf(...deltas)?.tool_calls;

  it('grow by their index', () => {
    expect(
      calls(
        call(0, begin('a', 'time')),
        call(0, {}, '{"zone"'),
        call(1, begin('b', 'day')),
        call(0, {}, ':1}'),
        call(1, {}, '{}'),
      ),
    ).toEqual([done('a', 'time', '{"zone":1}'), done('b', 'day', '{}')]);
  });

  it('are in the order of their arrival, whatever the index starts with', () => {
    expect(
      calls(call(7, begin('a', 'time')), call(7, {}, '{}'), call(1e15, begin('b', 'day'))),
    ).toEqual([done('a', 'time', '{}'), done('b', 'day', '')]);
  });

  it('keep id, type and name if later parts have empty ones, or another id', () => {
    const piece = { id: null, type: '', function: { name: null, arguments: '{' } };
    const other = { id: 'made-up', function: { arguments: '}' } };
    expect(calls(call(0, begin('a', 'time')), call(0, piece), call(0, other))).toEqual([
      done('a', 'time', '{}'),
    ]);
  });

  it('are distinguished by id and name if all have the index 0', () => {
    expect(calls(call(0, done('a', 'time', '{}')), call(0, done('b', 'day', '[]')))).toEqual([
      done('a', 'time', '{}'),
      done('b', 'day', '[]'),
    ]);
    expect(calls(call(0, begin('a', 'time')), call(0, done('a', 'time', '{}')))).toEqual([
      done('a', 'time', '{}'),
    ]);
  });

  it('are distinguished by complete arguments if nothing else does', () => {
    const bare = (name: string, args: string) => ({ function: { name, arguments: args } });
    const id = expect.stringMatching(/^\w{9}$/);
    expect(calls(call(0, bare('time', '{}')), call(0, bare('day', '{"a":1}')))).toEqual([
      done(id, 'time', '{}'),
      done(id, 'day', '{"a":1}'),
    ]);
    // Some repeat the name in every part.
    expect(calls(call(0, bare('time', '{"a"')), call(0, bare('time', ':1}')))).toEqual([
      done(id, 'time', '{"a":1}'),
    ]);
  });

  it('keep the IDs generated for them', () => {
    const assembly = new Assembly();
    const add = (delta: object) => assembly.add({ choices: [{ index: 0, delta }] } as ChatChunk);
    const ids = () => assembly.completion().choices[0]?.message.tool_calls?.map(({ id }) => id);
    add(call(0, { function: { name: 'time', arguments: '' } }));
    const before = ids();
    add(call(1, { function: { name: 'day', arguments: '' } }));
    expect(ids()?.slice(0, 1)).toEqual(before);
    expect(new Set(ids()).size).toBe(2);
  });

  it('accept a name after the arguments', () => {
    expect(calls(call(0, {}, '{"a"'), call(0, begin('a', 'time')), call(0, {}, ':1}'))).toEqual([
      done('a', 'time', '{"a":1}'),
    ]);
  });

  it('may be of a type without a function', () => {
    const custom = { id: 'a', type: 'custom', custom: { name: 'x', input: 'y' } };
    expect(calls({ tool_calls: [{ index: 0, ...custom }] })).toEqual([custom]);
  });

  it('are distinguished without an index', () => {
    expect(
      calls(
        call(undefined, begin('a', 'time')),
        call(undefined, {}, '{}'),
        call(undefined, done('b', 'day', '[]')),
        call(undefined, { function: { name: 'hour', arguments: '1' } }),
      ),
    ).toEqual([
      done('a', 'time', '{}'),
      done('b', 'day', '[]'),
      done(expect.stringMatching(/^\w{9}$/), 'hour', '1'),
    ]);
  });
});

describe('hostile chunks', () => {
  it('do no harm, whatever they are', () => {
    const key = fc.constantFrom(
      ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'choices', 'delta', 'index'],
      ...['tool_calls', 'function', 'arguments', 'content', 'role', 'logprobs', 'finish_reason'],
    );
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(null, true, 0, -1, 0.5, 1e300, '', 'text'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, json), { maxLength: 5 }), (chunks) => {
        const assembly = new Assembly();
        // Parsed from JSON, as a server's chunks are: `__proto__` is an ordinary field there.
        for (const chunk of JSON.parse(JSON.stringify(chunks))) assembly.add(chunk as ChatChunk);
        const { choices } = assembly.completion();
        expect(choices).toBeInstanceOf(Array);
        for (const choice of choices) expect(typeof choice.message).toBe('object');
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect({}.toString()).toBe('[object Object]');
      }),
      { numRuns: 500 },
    );
  });

  it('have fields with the names of Object properties', () => {
    const odd = JSON.parse('{"constructor":"a","toString":null,"__proto__":{"x":1}}') as object;
    const message = messageOf(odd, { constructor: 'b' });
    expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
    expect(Object.entries(message!)).toEqual([
      ['role', 'assistant'],
      ['constructor', 'ab'],
      ['toString', null],
      ['__proto__', { x: 1 }],
    ]);
    expect((message as { x?: number }).x).toBeUndefined();
  });

  it('may lack everything', () => {
    for (const choices of [null, 5, 'text', {}, [null], [5], [[]], [{ delta: null }], [{}]]) {
      const assembly = new Assembly();
      assembly.add({ choices } as unknown as ChatChunk);
      expect(assembly.completion().choices.length).toBeLessThanOrEqual(1);
      const whole = new Assembly().addWhole({ choices });
      expect(whole.choices).toBeInstanceOf(Array);
    }
  });
});
