import { flag, text } from '../../core/definition/kinds/index.js';
import { appendBlocks, essentials } from './append-blocks.js';
import { blockInput } from './block-input.js';
import { block, idOf } from './ids.js';
import { custom, list, remove, send, table } from './wire.js';

export const blocks = table({
  /**
   * Appends blocks to a page or another block.
   *
   * Pass a block object, a list of them, or the ID of a block to copy. More than 100 blocks are sent
   * in several requests, in order.
   *
   * @returns The list of the new blocks.
   * @throws {HttpError} Notion refused one of several requests: the error says how many blocks were
   * added before, and how to add the others. A program has them in its `partial`.
   * @see https://developers.notion.com/reference/patch-block-children
   */
  createBlock: custom({
    effect: 'write',
    params: {
      parent: text('Parent page or block ID', {
        option: 'page',
        example: '59833787-2cf9-4fdf-8782-e53db20768a5',
      }),
      block: blockInput('Block object, list of them, or ID of a block to copy', {
        example: "{'type':'divider','divider':{}}",
      }),
      after: text('ID of the block to append after; by default, the last one', {
        option: 'prev',
        example: 'c02fc1d3-db8b-45c5-a222-27595b15aea7',
        optional: true,
      }),
    },
    run: ({ parent, block, after, ...asking }, call) =>
      appendBlocks(call, asking, { parent: idOf(parent), block, after }),
  }),
  /**
   * Retrieves a block without its children.
   *
   * @see https://developers.notion.com/reference/retrieve-a-block
   */
  returnBlock: custom({
    effect: 'read',
    params: {
      block,
      core: flag('Only the fields needed to create it again', { default: true }),
    },
    async run({ block, core, ...asking }, call) {
      const found = await send(call, asking, 'GET /blocks/{id}', { id: idOf(block) });
      return core ? essentials(found) : found;
    },
  }),
  /**
   * Lists the child blocks of a block or page.
   *
   * @see https://developers.notion.com/reference/get-block-children
   */
  returnChildBlocks: list('GET /blocks/{block}/children', 'results', { block }),
  /**
   * Deletes a block and its children: moves them to the trash.
   *
   * @see https://developers.notion.com/reference/delete-a-block
   */
  deleteBlock: remove('DELETE /blocks/{block}', { block }),
});
