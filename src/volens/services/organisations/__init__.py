"""The room of organisations: who offers work, places and products here, who acts for them, who checked them.

Other rooms use `queries` (memberships, is_verified), `policies` (may_post, may_answer, may_manage),
`access.member_page` for pages of members, `panels` and `menu` to stand on the first page and in the menu of an
organisation, `listeners` to learn when a verification begins or ends.
"""
