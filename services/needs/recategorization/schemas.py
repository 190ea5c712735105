"""What staff say."""

from services.needs.category.schemas import Code
from shared.schemas import Input


class Recategorization(Input):
    """The category that the need really belongs to."""

    category_code: Code
