import { describe, expect, it } from 'vitest';
import { readDocComment } from '../scripts/doc-comment.mjs';

describe('a docstring', () => {
  it('has a summary, details and a reference', () => {
    const comment = `
 * Gets a task
 * by its ID, e.g. \`1.5\`. It may be old.
 *
 * More about \`it\`: mail me@see.org.
 *
 * @returns The task,
 * whole.
 * @see https://example.com/tasks
 `;
    expect(readDocComment(comment)).toEqual({
      summary: 'Gets a task by its ID, e.g.',
      details:
        '`1.5`. It may be old.\n\nMore about `it`: mail me@see.org.\n\nReturns: The task, whole.',
      reference: 'https://example.com/tasks',
      throws: [],
      examples: [],
    });
  });

  it('on a single line can have tags after its sentence', () => {
    const comment =
      ' Creates a task for @name. @returns `id` names it. @throws {HttpError} 403: not yours. ';
    expect(readDocComment(comment)).toMatchObject({
      summary: 'Creates a task for @name.',
      details: 'Returns: `id` names it.',
      throws: [{ error: 'HttpError', when: '403: not yours.' }],
    });
  });

  it('can list several errors', () => {
    const comment = `
 * Does it.
 * @throws {InputError} There is no such file.
 * Nothing was sent.
 * @throws {@link HttpError} \`404\`: there is no such task.`;
    expect(readDocComment(comment).throws).toEqual([
      { error: 'InputError', when: 'There is no such file. Nothing was sent.' },
      { error: 'HttpError', when: '`404`: there is no such task.' },
    ]);
  });

  it('can have several examples, which stay unchanged', () => {
    const comment = `
 * Does it.
 *
 * @example
 * for await (const one of all) {
 *   if (one.email === 'me@example.com') {
 *
 *     print(one);
 *   }
 * }
 *
 * @example
 * \`\`\`js
 * @decorated
 * class A {}
 * \`\`\`
 * @example oint x DoIt --id 1
 * @see https://example.com
 `;
    const { examples, reference } = readDocComment(comment);
    expect(examples).toEqual([
      {
        language: 'ts',
        code: "for await (const one of all) {\n  if (one.email === 'me@example.com') {\n\n    print(one);\n  }\n}",
      },
      { language: 'js', code: '@decorated\nclass A {}' },
      { language: 'sh', code: 'oint x DoIt --id 1' },
    ]);
    expect(reference).toBe('https://example.com');
  });

  it.each([
    [' ', 'has no summary'],
    [' @see https://example.com ', 'has no summary'],
    ['\n * Does it.\n * @retuns It.\n ', 'unknown tag @retuns'],
    ['\n * Does it.\n * @throws There is no file.\n ', 'is not of the form'],
    ['\n * Does it.\n * @throws {InputError}\n ', 'is not of the form'],
    ['\n * Does it.\n * @example\n * @see x\n ', 'its @example is empty'],
  ])('is refused if it has nothing to show: %j', (comment, message) => {
    expect(() => readDocComment(comment)).toThrow(message);
  });
});
