/** Fields of the structures that a caller fills in, with the meaning of each. */

const price = { currencyId: 'currency: RUR', value: 'number: amount' } as const;

const period = {
  timePeriod: 'number: how long',
  timeUnit: 'HOUR, DAY, WEEK, MONTH or YEAR',
  comment: 'comment',
} as const;

export const product = {
  offerId: 'your SKU',
  additionalExpenses: price,
  adult: 'true: for adults',
  age: { ageUnit: 'YEAR or MONTH', value: 'number: minimum age' },
  barcodes: ['barcode'],
  basicPrice: { ...price, discountBase: 'number: price before the discount' },
  boxCount: 'number: how many boxes it is packed in',
  category: 'category in your store',
  certificates: ['number of a document'],
  cofinancePrice: price,
  condition: {
    quality: 'PERFECT, EXCELLENT, GOOD or NOT_SPECIFIED',
    reason: 'description of the defects',
    type: 'PREOWNED, SHOWCASESAMPLE, REFURBISHED, REDUCTION, RENOVATED or NOT_SPECIFIED',
  },
  customsCommodityCode: 'customs code',
  description: 'description',
  downloadable: 'true: a digital product',
  guaranteePeriod: period,
  lifeTime: period,
  manuals: [{ url: 'URL of a manual', title: 'title' }],
  manufacturerCountries: ['country'],
  marketCategoryId: 'number: category on Yandex Market',
  name: 'name',
  parameterValues: [
    {
      parameterId: 'number: ID of the characteristic',
      unitId: 'number: ID of the unit',
      value: 'value',
      valueId: 'number: ID of the value',
    },
  ],
  pictures: ['URL of an image'],
  purchasePrice: price,
  shelfLife: period,
  tags: ['tag'],
  type: 'DEFAULT, MEDICINE, BOOK, AUDIOBOOK, ARTIST_TITLE, ON_DEMAND or ALCOHOL',
  vendor: 'brand or manufacturer',
  vendorCode: 'article of the manufacturer',
  videos: ['URL of a video'],
  weightDimensions: {
    height: 'number: height of the package in cm',
    length: 'number: length of the package in cm',
    weight: 'number: weight with the package in kg',
    width: 'number: width of the package in cm',
  },
} as const;

/** Other fields that Yandex Market accepts; `marketSku` goes next to the product. */
export const productFields = [
  ...Object.keys(product),
  ...['commodityCodes', 'deleteParameters', 'firstVideoAsCover', 'marketSku', 'params'],
];

const common = ['offerIds', 'categoryIds', 'vendorNames', 'tags'];
export const campaignFilters = [...common, 'statuses'];
export const businessFilters = [...common, 'cardStatuses', 'archived'];
