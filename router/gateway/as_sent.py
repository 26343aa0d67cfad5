"""The JSON schema of an answer as it is sent: what is null is left out, all else is there."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema


class AsSent(GenerateJsonSchema):
    """Bodies (mode `validation`) are described as pydantic does: null and defaults are theirs."""

    def model_field_schema(self, schema: core_schema.ModelField) -> JsonSchemaValue:
        """Of an answer without null and without a default, which would say nothing there."""
        if self.mode == "validation":
            return super().model_field_schema(schema)
        return self.generate_inner(_bare(schema["schema"])[0])

    def field_title_should_be_set(self, schema: Any) -> bool:
        """None: pydantic's are the fields' names once more."""
        return False

    def field_is_required(self, field: Any, total: bool) -> bool:
        """A field of an answer is there unless it may be null, or says when it is left out."""
        if self.mode == "validation":
            return super().field_is_required(field, total)
        return not (_bare(field["schema"])[1] or field.get("serialization_exclude_if"))


def _bare(schema: Any) -> tuple[Any, bool]:
    """What is inside defaults and nullables, and whether it was nullable."""
    nullable = False
    while schema["type"] in ("default", "nullable"):
        nullable = nullable or schema["type"] == "nullable"
        schema = schema["schema"]
    return schema, nullable
