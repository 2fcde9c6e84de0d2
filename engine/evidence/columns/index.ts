// The door of columns: how questions about millions of entries are answered without reading them.
export { ColumnBuilder, type Columns, type NumberField, numberFields, type TextColumn } from "./columns.ts";
export { type TextField, textFields } from "./fields.ts";
export { type Checksum, type ColumnsHeader, columnsToFile, headerOf, type LogState, longestHeader, StoredColumns } from "./file.ts";
export { type Named, type Overview, type OverviewOptions, overview, type Series, type Share, type SparseSeries } from "./overview.ts";
export { type Counted, countNumbers, countValues, countWithout, select, valueAt } from "./select.ts";
