-- Leaves files out that are no JSON, such as half a report on a full disk. It reads every file once more, some of them
-- into memory together (measured: 1 GB for reports of 260 kB), and is needed only where documents.sql ends with an error.
SET VARIABLE reports = (
    -- What is read next takes patterns: a bracket of a name stands in brackets.
    SELECT list(regexp_replace(filename, '([*?[])', '[\1]', 'g') ORDER BY filename)
    FROM read_text(getvariable('reports'))
    WHERE json_valid(content)
);
