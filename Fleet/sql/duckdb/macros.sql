-- The words of the questions that DuckDB has by other names.
CREATE OR REPLACE TEMPORARY MACRO array_join(items, separator) AS array_to_string(items, separator);
CREATE OR REPLACE TEMPORARY MACRO datediff(later, earlier) AS CAST(later AS DATE) - CAST(earlier AS DATE);
