/** Fields of the records that a caller fills in, with the meaning of each. */

export const officeFilter = {
  postal_code: 'postal code of the city',
  city_code: 'number: city code of CDEK',
  type: 'PVZ, POSTAMAT or ALL',
  country_code: 'country: two letters (ISO 3166-1)',
  region_code: 'number: region code of CDEK',
  have_cashless: 'true or false: takes cards',
  have_cash: 'true or false: takes cash',
  allowed_cod: 'true or false: cash on delivery',
  is_dressing_room: 'true or false: has a fitting room',
  weight_max: 'number: kg that the office must accept',
  weight_min: 'number: the lowest weight in kg',
  lang: 'language: rus, eng or zho',
  take_only: 'true or false: only hands out',
  is_handout: 'true or false: hands out',
  is_reception: 'true or false: accepts parcels',
  is_marketplace: 'true or false: delivers to marketplaces',
  fias_guid: 'FIAS code of the city',
  code: 'code of the office',
  is_ltl: 'true or false: general cargo',
  fulfillment: 'true or false: has fulfillment',
  size: 'number: offices in a page',
  page: 'number of the page, from 0',
} as const;

const phones = [
  { number: 'phone number with country code: +79001234567', additional: 'extension' },
] as const;

const person = {
  company: 'company',
  name: 'full name',
  passport_series: 'passport series',
  passport_number: 'passport number',
  passport_date_of_issue: 'day: 2026-01-31',
  passport_organization: 'authority that issued the passport',
  tin: 'tax number',
  passport_date_of_birth: 'day: 2026-01-31',
  email: 'email address',
  contragent_type: 'LEGAL_ENTITY or INDIVIDUAL',
  phones,
} as const;

const location = {
  code: 'number: city code of CDEK',
  city_uuid: 'city UUID of CDEK',
  fias_guid: 'FIAS code of the city',
  postal_code: 'postal code',
  longitude: 'number: longitude',
  latitude: 'number: latitude',
  country_code: 'country: two letters (ISO 3166-1)',
  country: 'name of the country',
  region: 'name of the region',
  region_code: 'number: region code of CDEK',
  sub_region: 'name of the district',
  city: 'name of the city',
  kladr_code: 'KLADR code (deprecated)',
  address: 'street, house, flat',
} as const;

const VAT = 'number: VAT in percent, or null without VAT';

const money = { value: 'number: amount with VAT', vat_sum: 'number: VAT', vat_rate: VAT } as const;

const seller = {
  name: 'name of the true seller',
  inn: 'tax number of the true seller',
  phone: 'phone of the true seller',
  ownership_form: 'code of the form of ownership',
  address: 'address of the true seller',
} as const;

const packages = [
  {
    number: 'number of the package',
    weight: 'number: grams in all',
    length: 'number: cm',
    width: 'number: cm',
    height: 'number: cm',
    comment: 'comment',
    package_id: 'package UUID of CDEK, for changes',
    items: [
      {
        name: 'name of the product',
        ware_key: 'article of the product',
        marking: 'marking code',
        payment: money,
        cost: 'number: declared value of one',
        weight: 'number: grams of one',
        weight_gross: 'number: gross weight of one in grams',
        amount: 'number of units',
        name_i18n: 'name in a foreign language',
        brand: 'brand in a foreign language',
        country_code: 'country of the producer: two letters',
        material: 'code of the material',
        wifi_gsm: 'true or false: has Wi-Fi or GSM',
        url: 'page of the product',
        seller: { ...seller, giis_subdivision_id: 'subdivision of the seller in GIIS' },
        feacn_code: 'HS code',
        jewel_uin: 'UIN of jewelry',
        used: 'true or false: second-hand',
      },
    ],
  },
] as const;

export const requiredOrder = {
  tariff_code: 'number: tariff code',
  recipient: person,
  packages,
} as const;

const otherOrder = {
  additional_order_types: ['number: additional type of the order'],
  comment: 'comment',
  developer_key: 'key of the developer of a module',
  shipment_point: 'code of the office to which the sender brings it',
  delivery_point: 'code of the office where it is picked up',
  date_invoice: 'day of the invoice',
  shipper_name: 'shipper',
  shipper_address: 'address of the shipper',
  sender: person,
  from_location: location,
  to_location: location,
  services: [{ code: 'code of an additional service', parameter: 'its parameter' }],
  print: 'form to print: WAYBILL or BARCODE',
  is_client_return: 'true or false: a return by the customer',
  has_reverse_order: 'true or false: create a reverse order',
  accompanying_number: 'number of the accompanying waybill',
  widget_token: 'token of the CDEK widget',
} as const;

/** The fields of orders of online stores only. */
const storeOrder = {
  number: 'number of the order in the store',
  delivery_recipient_cost: money,
  delivery_recipient_cost_adv: [
    {
      threshold: 'number: value of the products up to which this holds',
      sum: 'number: additional price of delivery',
      vat_sum: 'number: VAT',
      vat_rate: VAT,
    },
  ],
  seller,
} as const;

export const deliveryOrder = { ...requiredOrder, ...otherOrder } as const;
export const fullOrder = { ...deliveryOrder, ...storeOrder } as const;

/** The type of an order is usually a param of its own. */
export const orderFields = { type: '1: online store, 2: delivery', ...fullOrder } as const;

export const requiredInvitation = {
  intake_date: 'day: 2026-01-31',
  intake_time_from: 'time: 10:00',
  intake_time_to: 'time: 17:00',
} as const;

export const invitation = {
  ...requiredInvitation,
  cdek_number: 'order number of CDEK',
  order_uuid: 'order UUID',
  lunch_time_from: 'time: 13:00',
  lunch_time_to: 'time: 14:00',
  name: 'what the parcel is',
  weight: 'number: grams in all',
  length: 'number: cm',
  width: 'number: cm',
  height: 'number: cm',
  comment: 'comment for the courier',
  need_call: 'true or false: call the sender',
  courier_power_of_attorney: 'true or false: the courier needs a power of attorney',
  courier_identity_card: 'true or false: the courier needs an identity card',
  sender: {
    company: person.company,
    name: person.name,
    contragent_type: person.contragent_type,
    phones,
  },
  from_location: location,
} as const;

export const requiredAppointment = { date: 'day: 2026-01-31' } as const;

export const appointment = {
  ...requiredAppointment,
  cdek_number: 'order number of CDEK',
  order_uuid: 'order UUID',
  time_from: 'time: 10:00',
  time_to: 'time: 17:00',
  comment: 'comment',
  delivery_point: 'code of another office',
  to_location: location,
} as const;
