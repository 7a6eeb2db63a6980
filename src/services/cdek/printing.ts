import { flag, number, text } from '../../core/definition/kinds/index.js';
import { orders, ready, uuid } from './fields.js';
import { FOLLOWING } from './follow.js';
import { form, type Kind, printed } from './forms.js';
import { custom, table } from './wire.js';

const receipt: Kind = { path: '/print/orders', see: 'GetReceipt' };
const barcode: Kind = { path: '/print/barcodes', see: 'GetBarcode' };

const getFile = flag('Get the PDF file, and not its description', {
  option: 'getfile',
  default: false,
});

export const printing = table({
  /**
   * Prints a receipt of up to 100 orders, and waits until it is ready.
   *
   * @returns `entity.uuid` is for GetReceipt, which downloads the file. CDEK stores it for an hour.
   * @throws {HttpError} CDEK could not print it: the message has its reasons.
   * @see https://apidoc.cdek.ru/#tag/print/operation/waybillPrint
   */
  createReceipt: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      orders,
      type: text('Template', {
        default: 'tpl_russia',
        values: [
          'tpl_russia',
          'tpl_english',
          'tpl_china',
          'tpl_armenia',
          'tpl_italian',
          'tpl_korean',
          'tpl_latvian',
          'tpl_lithuanian',
          'tpl_german',
          'tpl_turkish',
          'tpl_czech',
          'tpl_thailand',
          'tpl_invoice',
        ],
      }),
      count: number('Copies on a sheet: one is for the parcel, one for the sender', { default: 2 }),
      wait: ready,
    },
    run: ({ orders, type, count, wait, ...access }, call) =>
      printed(call, access, receipt, { orders, copy_count: count, type, wait }),
  }),
  /**
   * Gets a receipt: its state and URL, or the PDF file.
   *
   * @returns `entity.url` is the file, which needs the token; or the result is the file.
   * @throws {HttpError} CDEK could not print it, or it has expired.
   * @see https://apidoc.cdek.ru/#tag/print/operation/waybillGet
   */
  getReceipt: custom({
    effect: 'read',
    deadlines: FOLLOWING,
    params: { uuid: uuid('receipt'), getFile, wait: ready },
    run: ({ uuid, getFile, wait, ...access }, call) =>
      form(call, access, receipt, { uuid, getFile, wait }),
  }),
  /**
   * Prints barcodes for the packages of up to 100 orders, and waits until they are ready.
   *
   * @returns `entity.uuid` is for GetBarcode, which downloads the file. CDEK stores it for an hour.
   * @throws {HttpError} CDEK could not print them: the message has its reasons.
   * @see https://apidoc.cdek.ru/#tag/print/operation/barcodePrint
   */
  createBarcode: custom({
    effect: 'write',
    deadlines: FOLLOWING,
    params: {
      orders,
      count: number('Number of copies', { default: 1 }),
      format: text('Size of the paper', { default: 'A4', values: ['A4', 'A5', 'A6', 'A7'] }),
      lang: text('Language', { default: 'RUS', values: ['RUS', 'ENG'] }),
      wait: ready,
    },
    run: ({ orders, count, format, lang, wait, ...access }, call) =>
      printed(call, access, barcode, { orders, copy_count: count, format, lang, wait }),
  }),
  /**
   * Gets printed barcodes: their state and URL, or the PDF file.
   *
   * @returns `entity.url` is the file, which needs the token; or the result is the file.
   * @throws {HttpError} CDEK could not print them, or they have expired.
   * @see https://apidoc.cdek.ru/#tag/print/operation/barcodeGet
   */
  getBarcode: custom({
    effect: 'read',
    deadlines: FOLLOWING,
    params: { uuid: uuid('barcodes'), getFile, wait: ready },
    run: ({ uuid, getFile, wait, ...access }, call) =>
      form(call, access, barcode, { uuid, getFile, wait }),
  }),
});
