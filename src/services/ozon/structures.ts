/** Fields of the structures that a caller fills in, with the meaning of each. */

export const product = {
  description_category_id: 'number: category ID',
  name: 'name, up to 500 characters',
  offer_id: 'article',
  barcode: 'barcode',
  price: 'price with discounts',
  old_price: 'price before discounts, or 0',
  vat: 'VAT rate: 0.2',
  height: 'number: height of the package',
  width: 'number: width of the package',
  depth: 'number: depth of the package',
  dimension_unit: 'mm, cm or in',
  weight: 'number: weight with the package',
  weight_unit: 'g, kg or lb',
  images: ['URL of an image'],
  images360: ['not supported by Ozon since 2026-07-10'],
  color_image: 'URL of the image of the color',
} as const;

export const simplifiedProduct = {
  name: 'name',
  sku: 'number: SKU of the product on Ozon',
  offer_id: 'article',
  price: 'price with discounts',
  old_price: 'price before discounts, or 0',
  vat: 'VAT rate: 0.2',
  currency_code: 'currency of the price: RUB',
} as const;

export const attributesUpdate = {
  offer_id: 'article',
  attributes: [
    {
      complex_id: 'number: ID of the complex attribute, or 0',
      id: 'number: attribute ID',
      values: [
        { dictionary_value_id: 'number: ID of the value in the dictionary', value: 'value' },
      ],
    },
  ],
} as const;

export const productsFilter = {
  offer_id: ['article'],
  product_id: ['number: product ID'],
  visibility: 'ALL, VISIBLE, INVISIBLE, IN_SALE, READY_TO_SUPPLY, ARCHIVED, …',
} as const;

export const productStocks = {
  offer_id: 'article',
  product_id: 'number: product ID',
  stock: 'number: how many are in stock, without reserved ones',
  warehouse_id: 'number: warehouse ID',
} as const;

export const productPrice = {
  auto_action_enabled: 'ENABLED or DISABLED: take part in promotions automatically',
  currency_code: 'currency of the price: RUB',
  min_price: 'minimum price in promotions',
  offer_id: 'article',
  old_price: 'price before discounts, or 0',
  price: 'price with discounts',
  price_strategy_enabled: 'ENABLED or DISABLED: use price strategies',
  product_id: 'number: product ID',
} as const;

export const shipmentAdditions = {
  analytics_data: 'true: data for analytics',
  financial_data: 'true: financial data',
} as const;

export const shipmentsFilter = {
  since: 'start of the period: 2026-01-01T00:00:00Z',
  status: 'awaiting_packaging, awaiting_deliver, delivering, delivered or cancelled',
  to: 'end of the period: 2026-01-31T23:59:59Z',
} as const;
