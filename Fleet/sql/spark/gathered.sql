-- The reports that gather.sql wrote, of either engine, in the place of the JSON: SET gathered=FOLDER.
CREATE OR REPLACE TEMPORARY VIEW documents USING parquet OPTIONS (path '${gathered}');
